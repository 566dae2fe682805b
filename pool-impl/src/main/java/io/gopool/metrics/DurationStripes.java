package io.gopool.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts durations by size, as cheaply as many threads can without losing one.
 *
 * <p>Micrometer's timers do the same job for several times the price: each duration reads a clock
 * twice and makes four or five atomic writes. Here it is one. What makes an atomic write dear is
 * not its own work but that it waits for all stores before it, and a worker has just written to
 * memory that a submitter reads. A worker cannot own counters, because there may be a million
 * workers; so there are several stripes of counters, and a thread uses the one that its id says.
 * Ids of workers are mostly consecutive, so that the few that run at the same time tend to have a
 * stripe each.
 *
 * <pre>{@code
 * a bucket's word:  | 63 .. 44 | 43 .. 0            |
 *                   |  count   | sum in nanoseconds |
 * }</pre>
 *
 * <p>One addition changes both. A writer that finds the count at 2^18 or the sum at 2^43 moves the
 * word's content to the stripe's wide counters, whose words are for one number each, and two for
 * the sum, which a million tasks that wait would have overflow in hours: from 2^48 on it is moved,
 * in units of 2^32 ns. Until it has done so others may still add: a count would overflow into
 * nothing after 2^19 + 2^18 more, a sum into the count after 2^17 more, because what is longer than
 * 2^26 ns goes to the wide counters at once. That many threads cannot be stopped between their
 * addition and their moving: a virtual thread is not descheduled there, unless its carrier is.
 *
 * <p>A reader takes the content away in the same way, and adds it up itself. What is on its way to
 * the wide counters meanwhile it finds the next time. So nothing is counted twice, and what was
 * read only grows.
 */
final class DurationStripes {

  /** Keeps stripes, which may lie next to each other, off each other's cache lines. */
  private static final int PADDING = 16;

  private static final int MAX = PADDING;
  private static final int WORDS = PADDING + 1;
  private static final int WIDE_SUM = WORDS + Buckets.COUNT;
  private static final int WIDE_UNITS = WIDE_SUM + 1;
  private static final int WIDE_COUNTS = WIDE_UNITS + 1;
  private static final int LENGTH = WIDE_COUNTS + Buckets.COUNT + PADDING;

  private static final int SUM_BITS = 44;
  private static final long ONE = 1L << SUM_BITS;
  private static final long SUM_MASK = ONE - 1;
  private static final long FULL = 1L << (SUM_BITS + 18) | 1L << (SUM_BITS - 1);
  private static final long LONGEST = 1L << 26;

  private static final int UNIT_BITS = 32;
  private static final long UNIT_MASK = (1L << UNIT_BITS) - 1;
  private static final long WIDE_FULL = 1L << 48;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[][] stripes;

  /**
   * @param stripes how many at least; rounded up to a power of two
   */
  DurationStripes(int stripes) {
    int powerOfTwo = stripes <= 1 ? 1 : Integer.highestOneBit(stripes - 1) << 1;
    this.stripes = new long[powerOfTwo][LENGTH];
  }

  /** Counts a duration; a negative one, of clocks that disagree, as zero. */
  void record(long nanos) {
    long[] stripe = stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
    long n = Math.max(0, nanos);
    if (n > (long) LONGS.getOpaque(stripe, MAX)) {
      raiseMax(stripe, n);
    }
    int bucket = Buckets.indexOf(n);
    if (n > LONGEST) {
      addWide(stripe, bucket, 1, n);
    } else if (((long) LONGS.getAndAdd(stripe, WORDS + bucket, ONE + n) & FULL) != 0) {
      long word = takeWord(stripe, bucket);
      addWide(stripe, bucket, word >>> SUM_BITS, word & SUM_MASK);
    }
  }

  private static void raiseMax(long[] stripe, long n) {
    long max = (long) LONGS.getVolatile(stripe, MAX);
    while (n > max && !LONGS.compareAndSet(stripe, MAX, max, n)) {
      max = (long) LONGS.getVolatile(stripe, MAX);
    }
  }

  private static void addWide(long[] stripe, int bucket, long count, long sum) {
    LONGS.getAndAdd(stripe, WIDE_COUNTS + bucket, count);
    addWideSum(stripe, sum);
  }

  private static void addWideSum(long[] stripe, long sum) {
    if (sum > UNIT_MASK) {
      LONGS.getAndAdd(stripe, WIDE_UNITS, sum >>> UNIT_BITS);
    }
    if ((long) LONGS.getAndAdd(stripe, WIDE_SUM, sum & UNIT_MASK) >= WIDE_FULL) {
      addWideSum(stripe, (long) LONGS.getAndSet(stripe, WIDE_SUM, 0L));
    }
  }

  private static long takeWord(long[] stripe, int bucket) {
    return (long) LONGS.getAndSet(stripe, WORDS + bucket, 0L);
  }

  /**
   * Takes away what was recorded.
   *
   * @param counts how many durations there were in each bucket is added to these
   * @return their sum
   */
  double takeTo(long[] counts) {
    double sum = 0;
    for (long[] stripe : stripes) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        long word = takeWord(stripe, bucket);
        counts[bucket] += word >>> SUM_BITS;
        counts[bucket] += (long) LONGS.getAndSet(stripe, WIDE_COUNTS + bucket, 0L);
        sum += word & SUM_MASK;
      }
      sum += (long) LONGS.getAndSet(stripe, WIDE_SUM, 0L);
      sum += (long) LONGS.getAndSet(stripe, WIDE_UNITS, 0L) * 0x1p32;
    }
    return sum;
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
