package io.gopool.scheduler;

import static java.util.Objects.requireNonNull;

import io.gopool.SchedulerStats.ProcessorStats;
import io.gopool.SchedulerStats.ProcessorStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * P: the right to run goroutines, with a queue of them. Who may touch it says {@link Ownership};
 * "the owner" below is the machine that holds it, or sysmon that has taken it.
 *
 * <p>{@code runNext} is Go's {@code runnext}: the goroutine woken last by a running one runs next,
 * past the queue, because it works on the same data and its waker is often about to park. The owner
 * alone puts one in; owner and thieves take it out by CAS.
 *
 * <p>What is woken into an empty {@code runNext} is not told to other machines, other than in Go:
 * see {@link Eagerness}.
 */
final class Processor extends ProcessorTail {

  /** As long as a goroutine in the queue waits, so many may pass it through {@code runNext}. */
  static final int MAX_NEXT_IN_A_ROW = 32;

  private static final VarHandle NEXT;
  private static final VarHandle STOLEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(ProcessorShared.class, "runNext", Goroutine.class);
      STOLEN = lookup.findVarHandle(ProcessorShared.class, "stealsOut", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int index;
  final Ownership ownership = new Ownership();
  final LocalQueue<Goroutine> queue = new LocalQueue<>(LocalQueue.SIZE);
  final Latencies latencies = new Latencies();
  private final @Nullable Goroutine[] batch = new Goroutine[GlobalQueue.MAX_BATCH];

  private final Eagerness eagerness;

  Processor(int index, Eagerness eagerness) {
    this.index = index;
    this.eagerness = eagerness;
  }

  /**
   * Called only by the owner, for a goroutine that a running one woke or started.
   *
   * @return whether other machines should be told: there is more than the owner can run next
   */
  boolean pushNext(Goroutine g, GlobalQueue overflow) {
    Goroutine old = runNext;
    if (old == null) {
      NEXT.setRelease(this, g); // no CAS: only the owner turns null into a goroutine
      nextTold = eagerness.spend();
      return nextTold;
    }
    nextTold = true;
    makeRoom(overflow); // before anything has moved: it may run out of memory
    // (R1) the old one was read, not yet replaced
    if (NEXT.compareAndSet(this, old, g)) {
      queue.push(old);
    } else {
      NEXT.setRelease(this, g); // a thief took the old one
    }
    return true;
  }

  /** Called only by the owner. */
  void pushTail(Goroutine g, GlobalQueue overflow) {
    makeRoom(overflow);
    queue.push(g);
  }

  /** Half of a full queue goes to the global one, in one batch. Go's {@code runqputslow}. */
  private void makeRoom(GlobalQueue overflow) {
    while (!queue.hasRoom()) {
      moveHalf(overflow);
    }
  }

  private void moveHalf(GlobalQueue overflow) {
    int n = queue.takeHalf(batch);
    try {
      // (R7) taken from the local queue, not yet in the global one
      overflow.pushAll(batch, n);
    } catch (Throwable t) { // no memory: as before, and the JDK tries again
      for (int i = 0; i < n; i++) {
        queue.push(requireNonNull(batch[i]));
      }
      throw t;
    } finally {
      Arrays.fill(batch, null);
    }
  }

  /** Called only by the owner: what runs next here, or null. Go's {@code runqget}. */
  @Nullable Goroutine pop(GlobalQueue overflow) {
    Goroutine next = runNext;
    boolean tooMany = nextInARow >= MAX_NEXT_IN_A_ROW;
    if (next != null && tooMany) {
      makeRoom(overflow);
    }
    // (R2) the owner has read the next one, not yet taken it
    if (next != null && NEXT.compareAndSet(this, next, null)) {
      if (!tooMany) {
        nextInARow++;
        runNextUsed++;
        lastWasUntold = !nextTold;
        return next;
      }
      queue.push(next);
    }
    nextInARow = 0;
    lastWasUntold = false;
    return queue.pop();
  }

  /** Called by a thief, by CAS. */
  @Nullable Goroutine stealNext() {
    Goroutine next = (Goroutine) NEXT.getAcquire(this);
    // (R3) a thief has read the next one, not yet taken it
    return next != null && NEXT.compareAndSet(this, next, null) ? next : null;
  }

  boolean hasNext() {
    return NEXT.getAcquire(this) != null;
  }

  /** Whether one is left in a processor that is nobody's: there was no memory to queue it. */
  boolean isLeftWithNext() {
    return hasNext() && Ownership.isFree(ownership.read());
  }

  /** Called by a thief. */
  void countStolen(int n) {
    STOLEN.getAndAdd(this, (long) n);
  }

  /** Called only by the owner, for the goroutine that it is about to run, if that was measured. */
  void waited(long nanos) {
    latencies.record(nanos);
    if (lastWasUntold) {
      eagerness.untoldWaited(nanos);
    }
  }

  /**
   * Called only by the owner: leaves all that is queued to the others. What there is no memory for
   * stays: thieves find it, or who gets the processor next.
   */
  void drainTo(GlobalQueue global) {
    try {
      if (hasNext()) {
        makeRoom(global);
        Goroutine next = stealNext();
        if (next != null) {
          queue.push(next);
        }
      }
      while (!queue.isEmpty()) {
        moveHalf(global);
      }
    } catch (OutOfMemoryError e) {
      // nothing is lost
    }
  }

  ProcessorStats stats() {
    long word = ownership.read();
    return new ProcessorStats(
        index,
        Ownership.isFree(word) ? ProcessorStatus.IDLE : ProcessorStatus.RUNNING,
        queue.size() + (hasNext() ? 1 : 0),
        runNextUsed,
        Integer.toUnsignedLong(tick),
        stealsIn,
        (long) STOLEN.getOpaque(this));
  }
}

/** Keeps one processor's words off the next one's cache lines. */
@SuppressWarnings("unused")
abstract class ProcessorPad {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

/** What others read in their search, and write. */
abstract class ProcessorShared extends ProcessorPad {

  volatile @Nullable Goroutine runNext;
  volatile long stealsOut;

  /** The next in the stack of idle ones. */
  volatile int nextIdle;
}

/** Keeps what the owner writes at each step off the line that thieves look at meanwhile. */
@SuppressWarnings("unused")
abstract class ProcessorMiddle extends ProcessorShared {
  private long m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, ma, mb, mc, md, me, mf;
}

abstract class ProcessorState extends ProcessorMiddle {

  // Of the owner; statistics read them as they are.
  int tick;
  int nextInARow;
  boolean nextTold; // other machines were told of the one in runNext
  boolean lastWasUntold; // the one just popped came from runNext, and they were not
  long runNextUsed;
  long stealsIn;
}

@SuppressWarnings("unused")
abstract class ProcessorTail extends ProcessorState {
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;
}
