package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded FIFO ring for many producers and many consumers, from which a consumer can take a batch
 * with one CAS.
 *
 * <p><b>Problem.</b> Each processor has a queue that submitters fill while workers empty it. Go's
 * {@code runq} has one producer (the M that holds the P), so a slot is free as soon as {@code head}
 * has passed it. Here any number of threads produce, and a slot must not keep a task that was taken
 * from being collected, so {@code head} alone cannot say who may touch a slot.
 *
 * <p><b>Idea.</b> Dmitry Vyukov's bounded MPMC queue: each slot has a sequence number, which says
 * whose turn it is. For the position {@code p} that maps to the slot:
 *
 * <pre>{@code
 * sequence      the slot            whose turn      leaves it by
 * p             free                producer of p   CAS tail p -> p+1, store task, sequence = p+1
 * p + 1         holds p's task      consumer of p   CAS head p -> p+1, clear task, sequence = p+size
 * p + size      free for next lap   producer of p+size
 * }</pre>
 *
 * <p>Positions are 64 bits wide and never repeat, so a stale CAS fails whatever the tasks are (the
 * same {@code Runnable} is submitted again and again).
 *
 * <p><b>Batches.</b> A consumer that sees {@code n} consecutive published slots from {@code head}
 * on claims all with one CAS of {@code head} by {@code n}: published slots stay published until
 * {@code head} passes them, and if it has, the CAS fails. {@link #pollInto} moves such a batch to
 * another queue the same way, as Go's {@code runqgrab}. A consumer that lags and takes a batch
 * moves each cache line once between the cores, not once for each task.
 *
 * <p><b>Not lock-free in one corner.</b> A producer that was descheduled between its CAS of {@code
 * tail} and its publication hides later tasks: {@link #poll} answers null meanwhile. Nothing is
 * lost if each producer wakes a consumer after its publication, because the late one does so as
 * well. Waiting for it instead would hold up a worker that has other queues to look at.
 */
public final class RunQueue extends RunQueueHead {

  private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(RunQueueHead.class, "head", long.class);
      TAIL = lookup.findVarHandle(RunQueueTail.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, ra, rb, rc, rd, re, rf;

  private final @Nullable Object[] slots;
  private final long[] sequences;
  private final int mask;

  /**
   * Creates an empty queue.
   *
   * @param size the number of slots, a power of two
   */
  public RunQueue(int size) {
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size must be a power of two of at least 2, was " + size);
    }
    slots = new Object[size];
    sequences = new long[size];
    mask = size - 1;
    for (int i = 0; i < size; i++) {
      sequences[i] = i;
    }
    VarHandle.releaseFence(); // the queue may be handed over by a release store
  }

  /** Appends a task, and a full fence follows; false if the queue is full. Any thread. */
  public boolean offer(Object task) {
    for (; ; ) {
      long t = (long) TAIL.getOpaque(this); // a stale value fails the CAS
      long turn = sequence(t) - t;
      if (turn == 0) {
        if (TAIL.compareAndSet(this, t, t + 1)) {
          slots[(int) t & mask] = task;
          SEQUENCE.setVolatile(sequences, (int) t & mask, t + 1);
          return true;
        }
      } else if (turn < 0) {
        return false; // still the last lap's task: full
      } // else another producer was faster
    }
  }

  /** Takes the oldest published task; null if there is none. Any thread. */
  public @Nullable Object poll() {
    for (; ; ) {
      long h = (long) HEAD.getOpaque(this); // a stale value fails the CAS
      long turn = sequence(h) - (h + 1);
      if (turn == 0) {
        if (HEAD.compareAndSet(this, h, h + 1)) {
          return clear(h);
        }
      } else if (turn < 0) {
        return null;
      } // else another consumer was faster
    }
  }

  /** Takes up to {@code max} of the oldest tasks with one CAS; returns how many. Any thread. */
  public int pollBatch(Object[] into, int max) {
    for (; ; ) {
      long h = (long) HEAD.getVolatile(this);
      int n = published(h, max);
      if (n == 0) {
        if ((long) HEAD.getVolatile(this) == h) {
          return 0;
        }
      } else if (HEAD.compareAndSet(this, h, h + n)) {
        for (int i = 0; i < n; i++) {
          into[i] = clear(h + i);
        }
        return n;
      }
    }
  }

  /**
   * Takes up to {@code max} of the oldest tasks with one CAS, returns the first and appends the
   * others to {@code target}, in order. What does not fit there, because others append at the same
   * time, goes to {@code spill}. Between the two steps the tasks are in no queue: the caller must
   * wake a consumer afterwards if it moved any. Any thread.
   *
   * @param moved told how many tasks were moved, besides the one returned
   */
  public @Nullable Object pollInto(RunQueue target, int max, GlobalQueue spill, IntConsumer moved) {
    for (; ; ) {
      long h = (long) HEAD.getVolatile(this);
      int n = published(h, max);
      if (n == 0) {
        if ((long) HEAD.getVolatile(this) == h) {
          return null;
        }
        continue;
      }
      long t = (long) TAIL.getVolatile(target);
      n = 1 + target.free(t, n - 1);
      if (HEAD.compareAndSet(this, h, h + n)) {
        Object first = clear(h);
        if (n > 1) {
          moveInto(target, t, h + 1, n - 1, spill);
          moved.accept(n - 1);
        }
        return first;
      }
    }
  }

  /**
   * Moves the claimed tasks {@code from} to {@code from + n} on, in one CAS if nobody interferes.
   */
  private void moveInto(RunQueue target, long t, long from, int n, GlobalQueue spill) {
    if (TAIL.compareAndSet(target, t, t + n)) {
      for (int i = 0; i < n; i++) {
        target.slots[(int) (t + i) & target.mask] = clear(from + i);
        target.publish(t + i, t + i + 1);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      Object task = clear(from + i);
      if (!target.offer(task)) {
        spill.offer(task);
      }
    }
  }

  /** Whether the oldest task is published: {@link #poll} would find it. */
  public boolean hasTask() {
    long h = (long) HEAD.getVolatile(this);
    return sequence(h) - (h + 1) >= 0;
  }

  /** Returns the number of tasks, those about to be published included. */
  public int size() {
    long h = (long) HEAD.getVolatile(this);
    return (int) Math.max(0, Math.min(sequences.length, (long) TAIL.getVolatile(this) - h));
  }

  /** Returns how many positions from {@code h} on are published, at most {@code max}. */
  private int published(long h, int max) {
    int n = 0;
    while (n < max && sequence(h + n) == h + n + 1) {
      n++;
    }
    return n;
  }

  /** Returns how many positions from {@code t} on are free, at most {@code max}. */
  private int free(long t, int max) {
    int n = 0;
    while (n < max && sequence(t + n) == t + n) {
      n++;
    }
    return n;
  }

  /**
   * Called only by the thread that claimed position {@code p}: empties the slot for the next lap.
   */
  private Object clear(long p) {
    int i = (int) p & mask;
    Object task = slots[i];
    slots[i] = null;
    publish(p, p + mask + 1);
    if (task == null) {
      throw new AssertionError("published slot without a task at " + p);
    }
    return task;
  }

  /** Acquire: the slot's content is visible once its turn is. */
  private long sequence(long p) {
    return (long) SEQUENCE.getAcquire(sequences, (int) p & mask);
  }

  /** Release: the slot's content is visible before its turn is. */
  private void publish(long p, long turn) {
    SEQUENCE.setRelease(sequences, (int) p & mask, turn);
  }
}

@SuppressWarnings("unused")
abstract class RunQueueFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

/** The next position to fill; written by producers. */
abstract class RunQueueTail extends RunQueueFront {
  volatile long tail;
}

@SuppressWarnings("unused")
abstract class RunQueueMiddle extends RunQueueTail {
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;
}

/** The next position to take; written by consumers. */
abstract class RunQueueHead extends RunQueueMiddle {
  volatile long head;
}
