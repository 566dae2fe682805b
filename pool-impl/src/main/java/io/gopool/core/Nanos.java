package io.gopool.core;

/** The clock of observations, read only while somebody wants times. */
final class Nanos {

  private Nanos() {}

  /** Returns {@link System#nanoTime}, but never 0, which means unknown. */
  static long now() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now;
  }
}
