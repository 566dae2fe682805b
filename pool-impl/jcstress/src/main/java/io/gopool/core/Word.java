package io.gopool.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the broken twins have instead of a volatile word: each access is atomic, none is ordered.
 */
@SuppressWarnings("unused") // by the handle, or by nobody
public final class Word {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Word.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int value;

  // Two words on one cache line would hardly ever be seen out of order.
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;

  public Word(int initial) {
    value = initial;
  }

  public int get() {
    return (int) VALUE.getOpaque(this);
  }

  public void set(int v) {
    VALUE.setOpaque(this, v);
  }
}
