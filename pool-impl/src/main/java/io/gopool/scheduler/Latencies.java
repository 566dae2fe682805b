package io.gopool.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A histogram of nanoseconds with four buckets to each power of two. Written by its owner alone, a
 * processor's machine, and read by anybody: opaque accesses, because a count that is late by a
 * moment is as good.
 */
final class Latencies {

  private static final int SUB_BITS = 2;
  private static final int SUB = 1 << SUB_BITS;

  /** Up to 2^40 ns, 18 minutes; what took longer is counted there. */
  private static final int MAX_EXPONENT = 40;

  static final int BUCKETS = (MAX_EXPONENT - SUB_BITS + 1) * SUB;

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counts = new long[BUCKETS];

  /** Called only by the owner. */
  void record(long nanos) {
    int i = bucket(nanos);
    COUNT.setOpaque(counts, i, (long) COUNT.getOpaque(counts, i) + 1);
  }

  void addTo(long[] sums) {
    for (int i = 0; i < BUCKETS; i++) {
      sums[i] += (long) COUNT.getOpaque(counts, i);
    }
  }

  static int bucket(long nanos) {
    long n = Math.max(nanos, 0);
    if (n < SUB) {
      return (int) n;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(n);
    if (exponent >= MAX_EXPONENT) {
      return BUCKETS - 1;
    }
    int sub = (int) (n >>> (exponent - SUB_BITS)) & (SUB - 1);
    return (exponent - SUB_BITS + 1) * SUB + sub;
  }

  /** The bound of a bucket, exclusive. */
  static long upperBound(int bucket) {
    int next = bucket + 1;
    if (next < SUB) {
      return next;
    }
    int exponent = next / SUB + SUB_BITS - 1;
    long base = 1L << exponent;
    return base + (next % SUB) * (base >> SUB_BITS);
  }
}
