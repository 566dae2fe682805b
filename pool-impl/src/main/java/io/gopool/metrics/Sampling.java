package io.gopool.metrics;

/**
 * Decides for which tasks times are recorded. Without state, because a counter or a source of
 * random numbers would cost each task more than the recording that it saves: the task's start and
 * its submitter are mixed (MurmurHash3's finalizer), which gives the same answer at its start and
 * at its end.
 */
final class Sampling {

  private final boolean all;
  private final long below;

  /**
   * @param rate in (0, 1]
   */
  Sampling(double rate) {
    all = rate == 1;
    below = (long) (rate * 0x1p53);
  }

  boolean takes(long startedNanos, long submitterId) {
    return all || mix(startedNanos + (submitterId << 48)) >>> 11 < below;
  }

  private static long mix(long bits) {
    long h = bits;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
