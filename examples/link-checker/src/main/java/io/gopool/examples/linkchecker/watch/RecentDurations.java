package io.gopool.examples.linkchecker.watch;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Durations of the last few seconds, by size: buckets that grow by a quarter of a power of two, so
 * that a quantile is right to a fifth. A second's counts are one array; when a second has passed
 * the next array takes its turn and the oldest is forgotten.
 *
 * <p>{@link #record} may be called by all threads, {@link #rotate} and {@link #quantiles} by one. A
 * duration recorded while its array is being cleared may be lost, which these charts can bear.
 */
final class RecentDurations {

  private static final int SECONDS = 10;
  private static final int STEPS = 4;
  private static final int BUCKETS = 64 * STEPS;

  private final AtomicIntegerArray[] seconds = new AtomicIntegerArray[SECONDS];
  private volatile int current;

  RecentDurations() {
    for (int i = 0; i < SECONDS; i++) {
      seconds[i] = new AtomicIntegerArray(BUCKETS);
    }
  }

  void record(long nanos) {
    seconds[current].incrementAndGet(bucket(Math.max(nanos, 1)));
  }

  /** The power of two, and which quarter of the way to the next. */
  static int bucket(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    long rest = power < 2 ? 0 : (nanos >>> (power - 2)) & (STEPS - 1);
    return power * STEPS + (int) rest;
  }

  /** The upper bound of a bucket. */
  static double upperNanos(int bucket) {
    int power = bucket / STEPS;
    return Math.scalb(1.0 + (bucket % STEPS + 1) / (double) STEPS, power);
  }

  /** Ends a second. */
  void rotate() {
    int next = (current + 1) % SECONDS;
    AtomicIntegerArray oldest = seconds[next];
    for (int i = 0; i < BUCKETS; i++) {
      oldest.set(i, 0);
    }
    current = next;
  }

  Quantiles quantiles() {
    long[] counts = new long[BUCKETS];
    long total = 0;
    for (AtomicIntegerArray second : seconds) {
      for (int i = 0; i < BUCKETS; i++) {
        int count = second.get(i); // once, as it may grow
        counts[i] += count;
        total += count;
      }
    }
    return total == 0
        ? Quantiles.NONE
        : new Quantiles(
            millis(counts, total, 0.5), millis(counts, total, 0.95), millis(counts, total, 0.99));
  }

  private static double millis(long[] counts, long total, double quantile) {
    long rank = (long) Math.ceil(quantile * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return upperNanos(i) / 1e6;
      }
    }
    throw new AssertionError("rank " + rank + " of " + total);
  }
}
