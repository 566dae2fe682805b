package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded FIFO queue for many producers and many consumers, for tasks that have a permit
 * already and so cannot go into a {@link CreditQueue}.
 *
 * <p><b>Idea.</b> A linked list of arrays, with fetch-and-add on the array's own index, after Pedro
 * Ramalhete's FAAArrayQueue. A slot is used once and an array never comes back, so that no ABA can
 * occur, and nothing but one index is fought over.
 *
 * <pre>{@code
 * producer    i = appended++;  i < SIZE:  slot i := task      (volatile: it is published, and fenced)
 *                              else:      link a new array that holds the task already
 * consumer    i = taken;  slot i empty:   nothing there
 *                         else            CAS taken i -> i+1, then slot i := null
 * }</pre>
 *
 * <p>A consumer claims only what it has seen published, so it never has to wait for a producer, nor
 * spoils a slot (as FAAArrayQueue's does, whose producers then try another). The price is the
 * corner of {@link CreditQueue}: a producer that was descheduled before it wrote its slot hides
 * later tasks.
 */
public final class GlobalQueue {

  private static final int SIZE = 512;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(GlobalQueue.class, "head", Segment.class);
      TAIL = lookup.findVarHandle(GlobalQueue.class, "tail", Segment.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Segment head;
  private volatile Segment tail;

  /** Creates an empty queue. */
  public GlobalQueue() {
    Segment first = new Segment(null);
    head = first;
    tail = first;
  }

  /** Appends a task; a full fence follows. Any thread. */
  public void offer(Object task) {
    for (; ; ) {
      Segment s = tail;
      int i = s.appended.get() < SIZE ? s.appended.addAndGet(1) - 1 : SIZE;
      if (i < SIZE) {
        SLOT.setVolatile(s.slots, i, task);
        return;
      }
      Segment next = s.next;
      if (next == null) {
        next = new Segment(task);
        if (NEXT.compareAndSet(s, (Segment) null, next)) {
          TAIL.compareAndSet(this, s, next); // if it fails somebody moved it on already
          return;
        }
        next = s.next;
      }
      TAIL.compareAndSet(this, s, next);
    }
  }

  /** Takes the oldest published task; null if there is none. Any thread. */
  public @Nullable Object poll() {
    for (; ; ) {
      Segment s = head;
      int i = s.taken.get();
      if (i == SIZE) {
        Segment next = s.next;
        if (next == null) {
          return null;
        }
        HEAD.compareAndSet(this, s, next);
        continue;
      }
      Object task = SLOT.getAcquire(s.slots, i);
      if (task == null) {
        if (s.taken.get() == i) {
          return null;
        }
      } else if (s.taken.cas(i, i + 1)) {
        s.slots[i] = null; // nobody reads it again; only the collector cares
        return task;
      }
    }
  }

  /** Whether the oldest task is published: {@link #poll} would find it. */
  public boolean hasTask() {
    for (Segment s = head; s != null; s = s.next) {
      int i = s.taken.get();
      if (i < SIZE) {
        return SLOT.getVolatile(s.slots, i) != null || s.taken.get() != i;
      }
    }
    return false;
  }

  /**
   * Shows the tasks that are there, the oldest first, and takes none, as long as {@code more}
   * answers true. A slot holds one task in its life, so what is read was there. Any thread.
   *
   * @return the last answer, true if there was none
   */
  public boolean show(Predicate<Object> more) {
    Segment last = tail;
    for (Segment s = head; s != null; s = s == last ? null : s.next) {
      for (int i = s.taken.get(); i < Math.min(SIZE, s.appended.get()); i++) {
        Object task = SLOT.getAcquire(s.slots, i);
        if (task != null && !more.test(task)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the number of tasks, roughly if it changes; takes time in proportion to it. */
  public int size() {
    long n = 0;
    for (Segment s = head; s != null; s = s.next) {
      n += Math.max(0, Math.min(SIZE, s.appended.get()) - s.taken.get());
    }
    return (int) Math.min(Integer.MAX_VALUE, n);
  }

  /** One array and its two indices, each on a line of its own. */
  private static final class Segment {
    final @Nullable Object[] slots = new Object[SIZE];
    final PaddedInt appended;
    final PaddedInt taken = new PaddedInt(0);
    volatile @Nullable Segment next;

    Segment(@Nullable Object first) {
      slots[0] = first;
      appended = new PaddedInt(first == null ? 0 : 1);
    }
  }
}
