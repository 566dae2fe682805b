package io.gopool.metrics;

import java.util.Arrays;

/**
 * The buckets that durations are counted in: ten to a decade from 100 ns to 1,000 s, the rounded
 * numbers of ISO 3 (R10), so that 1, 2.5 and 5 of each decade are bounds. As in Prometheus a bound
 * belongs to its bucket: bucket {@code i} holds what is above bound {@code i - 1} and at most bound
 * {@code i}. The last one holds what is longer than 1,000 s.
 *
 * <p>A binary search would mispredict some branches for each duration. But a quarter of a power of
 * two has at most two bounds in it, so a table indexed by the leading one's place and the two bits
 * after it says where to start.
 */
final class Buckets {

  private static final double[] R10 = {1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8};
  private static final int DECADES = 10;
  private static final long[] BOUNDS = makeBounds();
  private static final byte[] FIRST = makeTable();

  static final int COUNT = BOUNDS.length;

  private Buckets() {}

  private static long[] makeBounds() {
    long[] bounds = new long[DECADES * R10.length + 2];
    long unit = 100;
    for (int decade = 0; decade < DECADES; decade++, unit *= 10) {
      for (int i = 0; i < R10.length; i++) {
        bounds[decade * R10.length + i] = Math.round(R10[i] * unit);
      }
    }
    bounds[bounds.length - 2] = unit;
    bounds[bounds.length - 1] = Long.MAX_VALUE;
    return bounds;
  }

  /** The bucket of the least number that begins with these bits. */
  private static byte[] makeTable() {
    byte[] first = new byte[63 * 4]; // the exponents of positive longs
    for (int slot = 2 * 4; slot < first.length; slot++) {
      long least = (4L + (slot & 3)) << ((slot >>> 2) - 2);
      int found = Arrays.binarySearch(BOUNDS, least);
      first[slot] = (byte) (found >= 0 ? found : -found - 1);
    }
    return first;
  }

  /** Returns the bucket of a duration; a negative one is in the first. */
  static int indexOf(long nanos) {
    if (nanos <= BOUNDS[0]) {
      return 0;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int i = FIRST[exponent << 2 | ((int) (nanos >>> (exponent - 2)) & 3)];
    while (nanos > BOUNDS[i]) {
      i++;
    }
    return i;
  }

  /** Returns the bounds, in nanoseconds; the last one is {@link Long#MAX_VALUE}. */
  static long[] bounds() {
    return BOUNDS.clone();
  }
}
