package io.gopool.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest events of some threads, in arrays made beforehand; the oldest are overwritten.
 *
 * <p>One thread at a time writes: the word {@code busy} is taken by one CAS and given back by a
 * release store, so what a writer did is seen by the next. Nobody waits for it: who does not get it
 * goes to another ring.
 */
final class Ring {

  private static final int LONGS = 6;
  private static final int NAMES = 2;

  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Ring.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final long[] longs;
  private final @Nullable String[] names;
  private long written; // under busy, as the arrays' contents
  private volatile int busy;

  Ring(int capacity) {
    this.capacity = capacity;
    longs = new long[capacity * LONGS];
    names = new String[capacity * NAMES];
  }

  /** Writes an event; false if another thread is writing one. */
  boolean tryWrite(
      int what,
      long start,
      long end,
      long a,
      long b,
      long thread,
      @Nullable String name,
      @Nullable String threadName) {
    if (busy != 0 || !BUSY.compareAndSet(this, 0, 1)) {
      return false;
    }
    int slot = (int) (written++ % capacity);
    int at = slot * LONGS;
    longs[at] = what;
    longs[at + 1] = start;
    longs[at + 2] = end;
    longs[at + 3] = a;
    longs[at + 4] = b;
    longs[at + 5] = thread;
    names[slot * NAMES] = name;
    names[slot * NAMES + 1] = threadName;
    BUSY.setRelease(this, 0);
    return true;
  }

  /**
   * Shows all events, the oldest first; writers go elsewhere meanwhile.
   *
   * @return how many were overwritten
   */
  long show(Consumer<Event> each) {
    while (!BUSY.compareAndSet(this, 0, 1)) {
      Thread.onSpinWait(); // for the length of one write
    }
    try {
      long first = Math.max(0, written - capacity);
      for (long i = first; i < written; i++) {
        int slot = (int) (i % capacity);
        int at = slot * LONGS;
        each.accept(
            new Event(
                (int) longs[at],
                longs[at + 1],
                longs[at + 2],
                longs[at + 3],
                longs[at + 4],
                longs[at + 5],
                names[slot * NAMES],
                names[slot * NAMES + 1],
                null));
      }
      return first;
    } finally {
      BUSY.setRelease(this, 0);
    }
  }
}
