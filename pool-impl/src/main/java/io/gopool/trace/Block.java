package io.gopool.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some events, in arrays made beforehand: filled, then emptied as a whole and filled anew.
 *
 * <p>One thread at a time writes: the word {@code busy} is taken by one CAS and given back by a
 * release store, so what a writer did is seen by the next. Nobody waits for it: who does not get it
 * goes to another block.
 */
final class Block {

  /** What {@link #tryWrite} returns if it has not written. */
  static final int NOT_WRITTEN = -1;

  private static final int LONGS = 6;
  private static final int NAMES = 2;

  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Block.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final long[] longs;
  private final @Nullable String[] names;
  private int written; // under busy, as the arrays' contents
  private long dropped; // under busy; how many it was emptied of
  private int stripe; // under busy; which threads fill it, see Blocks
  private volatile boolean taken; // set under busy
  private volatile int busy;

  Block(int capacity) {
    this.capacity = capacity;
    longs = new long[capacity * LONGS];
    names = new String[capacity * NAMES];
  }

  /**
   * Writes an event, unless another thread is writing one or it is full.
   *
   * @return for how many more there is room; {@link #NOT_WRITTEN} if there was none. So one writer
   *     alone gets 0, and that has to {@link #giveBack}
   */
  int tryWrite(
      int what,
      long start,
      long end,
      long a,
      long b,
      long thread,
      @Nullable String name,
      @Nullable String threadName) {
    if (busy != 0 || !BUSY.compareAndSet(this, 0, 1)) {
      return NOT_WRITTEN;
    }
    int slot = written;
    int left = capacity - slot - 1;
    if (left != NOT_WRITTEN) {
      int at = slot * LONGS;
      longs[at] = what;
      longs[at + 1] = start;
      longs[at + 2] = end;
      longs[at + 3] = a;
      longs[at + 4] = b;
      longs[at + 5] = thread;
      names[slot * NAMES] = name;
      names[slot * NAMES + 1] = threadName;
      written = slot + 1;
    }
    BUSY.setRelease(this, 0);
    return left;
  }

  /** Empties it for a stripe to fill; false if another fills it, or somebody looks at it. */
  boolean tryTake(int by) {
    if (taken || !BUSY.compareAndSet(this, 0, 1)) {
      return false;
    }
    boolean free = !taken;
    if (free) {
      taken = true;
      stripe = by;
      dropped += written;
      written = 0;
    }
    BUSY.setRelease(this, 0);
    return free;
  }

  /** Which stripe fills it; for who has filled it, until it gives it back. */
  int stripe() {
    return stripe;
  }

  /** Others may take it. Called only by who has filled it, once. */
  void giveBack() {
    taken = false;
  }

  /**
   * Shows all events, the oldest first; writers go elsewhere meanwhile.
   *
   * @return how many were dropped
   */
  long show(Consumer<Event> each) {
    while (!BUSY.compareAndSet(this, 0, 1)) {
      Thread.onSpinWait(); // for the length of one write
    }
    try {
      for (int slot = 0; slot < written; slot++) {
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
      return dropped;
    } finally {
      BUSY.setRelease(this, 0);
    }
  }
}
