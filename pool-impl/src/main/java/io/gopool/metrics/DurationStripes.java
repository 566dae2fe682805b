package io.gopool.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts durations by size, as cheaply as many threads can without losing one.
 *
 * <p>Micrometer's timers do the same job for several times the price: each duration reads a clock
 * twice and makes four or five shared writes. Here it costs two atomic additions, one to the count
 * of its bucket and one to the sum. There are several stripes of counters, and a thread uses the
 * one that its id says: ids of workers are mostly consecutive, so that the few that run at the same
 * time tend to have a stripe each. A worker cannot own counters, because there may be a million
 * workers.
 *
 * <p>Counts and sums are never set back, they only grow (the sums modulo 2^64). So a reading needs
 * no agreement with the writers: what it misses the next one has. Only the maximum is taken away by
 * its reader, in one atomic step with the reading.
 */
final class DurationStripes {

  /** Keeps stripes, which may lie next to each other, off each other's cache lines. */
  private static final int PADDING = 16;

  private static final int SUM = PADDING;
  private static final int MAX = PADDING + 1;
  private static final int FIRST_BUCKET = PADDING + 2;
  private static final int LENGTH = FIRST_BUCKET + Buckets.COUNT + PADDING;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[][] stripes;

  /**
   * @param stripes how many at least; rounded up to a power of two
   */
  DurationStripes(int stripes) {
    int powerOfTwo = stripes <= 1 ? 1 : Integer.highestOneBit(stripes - 1) << 1;
    this.stripes = new long[powerOfTwo][LENGTH];
  }

  int stripes() {
    return stripes.length;
  }

  /** Counts a duration; a negative one, of clocks that disagree, as zero. */
  void record(long nanos) {
    long[] stripe = stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
    long n = Math.max(0, nanos);
    LONGS.getAndAdd(stripe, FIRST_BUCKET + Buckets.indexOf(n), 1L);
    LONGS.getAndAdd(stripe, SUM, n);
    for (long m = max(stripe); n > m; m = max(stripe)) {
      if (LONGS.compareAndSet(stripe, MAX, m, n)) {
        break;
      }
    }
  }

  private static long max(long[] stripe) {
    return (long) LONGS.getOpaque(stripe, MAX);
  }

  /** Returns how many durations fell into each bucket. */
  long[] counts() {
    long[] counts = new long[Buckets.COUNT];
    for (long[] stripe : stripes) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += (long) LONGS.getOpaque(stripe, FIRST_BUCKET + i);
      }
    }
    return counts;
  }

  /** Returns the sum of a stripe, modulo 2^64. */
  long sum(int stripe) {
    return (long) LONGS.getOpaque(stripes[stripe], SUM);
  }

  /** Returns the longest duration since the last call, or zero. */
  long takeMax() {
    long longest = 0;
    for (long[] stripe : stripes) {
      longest = Math.max(longest, (long) LONGS.getAndSet(stripe, MAX, 0L));
    }
    return longest;
  }
}
