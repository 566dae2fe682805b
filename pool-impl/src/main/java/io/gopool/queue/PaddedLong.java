package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A volatile long with its cache line to itself; see {@link PaddedInt}. */
public final class PaddedLong extends PaddedLongValue {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PaddedLongValue.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;

  /** Creates one with the initial value. */
  public PaddedLong(long initial) {
    VALUE.setRelease(this, initial);
  }

  /** Reads, volatile. */
  public long get() {
    return (long) VALUE.getVolatile(this);
  }

  /** One compare-and-set, volatile. */
  public boolean cas(long expected, long value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /** Adds atomically, a full fence; returns the new value. */
  public long addAndGet(long delta) {
    return (long) VALUE.getAndAdd(this, delta) + delta;
  }

  @Override
  public String toString() {
    return Long.toString(get());
  }
}

@SuppressWarnings("unused")
abstract class PaddedLongFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

abstract class PaddedLongValue extends PaddedLongFront {
  volatile long value;
}
