package io.gopool.core;

/**
 * Whether it pays to wait for a moment, awake, before going to sleep: to sleep and be woken costs
 * both sides more, but what is waited for has to come in that moment. After some waits in vain only
 * one in a while is made, to see whether that has changed.
 *
 * <p>A guess, kept in plain fields: lost updates only move the next try. Any thread.
 */
final class ShortWaits {

  private static final int VAIN = 8;
  private static final int SKIPPED = 31;

  private int vain; // in a row, or by how many tries it is beyond that

  /** Whether the next one is to be made; then {@link #ended} is to be called. */
  boolean pay() {
    int n = vain;
    if (n < VAIN) {
      return true;
    }
    vain = n == VAIN + SKIPPED ? VAIN : n + 1;
    return n == VAIN;
  }

  /** What came of one. */
  void ended(boolean inTime) {
    if (inTime) {
      if (vain != 0) {
        vain = 0;
      }
    } else if (vain < VAIN) {
      vain++;
    }
  }

  /** Whether the latest ones were all in vain. */
  boolean areVain() {
    return vain >= VAIN;
  }
}
