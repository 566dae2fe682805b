package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were taken out of a {@link CreditQueue} together, still in their slots. Its takers no
 * longer meet those of the queue, and no task was copied for that.
 *
 * <p>The word says which slots are left. Owners take the oldest, thieves half of the rest, and each
 * does so with one CAS. The word never has a value twice: its parts only close in on each other.
 *
 * <pre>{@code
 * 63 ......... 32 31 ......... 0
 * next            end
 * }</pre>
 */
public final class Batch {

  private static final VarHandle RANGE;

  static {
    try {
      RANGE = MethodHandles.lookup().findVarHandle(Batch.class, "range", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final @Nullable Object[] NONE = {};

  private @Nullable Object[] slots = NONE;
  private boolean trailed; // see CreditQueue
  private volatile long range;
  private @Nullable Batch next; // written before it is published

  Batch() {}

  /** Called only by the thread that has the batch, before it publishes it. */
  public Batch before(@Nullable Batch other) {
    next = other;
    return this;
  }

  /** The batch that stands behind this one. */
  public @Nullable Batch next() {
    return next;
  }

  /** Called only by the thread that claimed the slots, before it publishes the batch. */
  Batch fill(@Nullable Object[] from, int next, int end, boolean trailed) {
    slots = from;
    this.trailed = trailed;
    range = pack(next, end);
    return this;
  }

  /** Takes the oldest task; null if there is none. Any thread. */
  public @Nullable Object poll() {
    for (; ; ) {
      long r = range;
      int i = next(r);
      if (i == end(r)) {
        return null;
      }
      if (RANGE.compareAndSet(this, r, pack(i + 1, end(r)))) {
        Object task = CreditQueue.clear(slots, i, trailed);
        if (task != null) {
          return task;
        }
      }
    }
  }

  /** Takes the newer half of the tasks; null if there are none. Any thread. */
  public @Nullable Batch pollHalf() {
    Batch half = new Batch();
    for (; ; ) {
      long r = range;
      int end = end(r);
      int n = (end - next(r) + 1) / 2;
      if (n == 0) {
        return null;
      }
      if (RANGE.compareAndSet(this, r, pack(next(r), end - n))) {
        return half.fill(slots, end - n, end, trailed);
      }
    }
  }

  /**
   * Shows the tasks that are there, the oldest first, and takes none, as long as {@code more}
   * answers true. A slot counts only if it was still in the range after it had been read. Any
   * thread.
   *
   * @return the last answer, true if there was none
   */
  public boolean show(Predicate<Object> more) {
    long r = range;
    for (int i = next(r); i < end(r); i++) {
      Object task = CreditQueue.read(slots, i);
      long now = range;
      boolean here = next(now) <= i && i < end(now);
      if (task != null && here && !more.test(task)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of tasks. */
  public int size() {
    long r = range;
    return end(r) - next(r);
  }

  private static int next(long range) {
    return (int) (range >>> 32);
  }

  private static int end(long range) {
    return (int) range;
  }

  private static long pack(int next, int end) {
    return ((long) next << 32) | end;
  }
}
