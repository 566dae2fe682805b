package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A volatile int with its cache line to itself (and the line that the prefetcher fetches with it),
 * so that writing it slows down nobody who reads a neighbour. Padding is by inheritance, as in the
 * Disruptor's {@code Sequence}: the JVM lays a superclass's fields out before a subclass's.
 */
public final class PaddedInt extends PaddedIntValue {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PaddedIntValue.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;

  /** Creates one with the initial value. */
  public PaddedInt(int initial) {
    VALUE.setRelease(this, initial);
  }

  /** Reads, volatile. */
  public int get() {
    return (int) VALUE.getVolatile(this);
  }

  /** Writes, volatile: a full fence follows. */
  public void set(int value) {
    VALUE.setVolatile(this, value);
  }

  /** Reads, ordered with nothing, but atomic: for a hint that may be stale. */
  public int getOpaque() {
    return (int) VALUE.getOpaque(this);
  }

  /** Writes, ordered with nothing, but atomic: for a hint that may be lost. */
  public void setOpaque(int value) {
    VALUE.setOpaque(this, value);
  }

  /** One compare-and-set, volatile. */
  public boolean cas(int expected, int value) {
    return VALUE.compareAndSet(this, expected, value);
  }

  /** Adds atomically, a full fence; returns the new value. */
  public int addAndGet(int delta) {
    return (int) VALUE.getAndAdd(this, delta) + delta;
  }

  /** Adds one if the value is below {@code bound}; returns whether it did. */
  public boolean incrementIfBelow(int bound) {
    for (int v = get(); v < bound; v = get()) {
      if (cas(v, v + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Subtracts one if the value is above {@code bound}; returns whether it did. */
  public boolean decrementIfAbove(int bound) {
    for (int v = get(); v > bound; v = get()) {
      if (cas(v, v - 1)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return Integer.toString(get());
  }
}

@SuppressWarnings("unused")
abstract class PaddedIntFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

abstract class PaddedIntValue extends PaddedIntFront {
  volatile int value;
}
