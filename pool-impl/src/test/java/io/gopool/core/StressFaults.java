package io.gopool.core;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes wrong around the pool of a {@link StressRound}. Whether the n-th call at some {@link
 * Point} fails depends on the seed and on n alone, so a seed brings back the same faults in the
 * same order (though not the interleaving).
 */
final class StressFaults {

  /** A kind of fault. */
  enum Fault {
    /** The exception handler throws: its own exception, or the task's. */
    EXCEPTION_HANDLER,
    /** The task decorator throws, into the submission. */
    DECORATOR,
    /** Each callback of the listener throws now and then. */
    LISTENER,
    /** Whoever comes to a hook stays there for much longer than any task lasts. */
    PAUSES,
    /** Threads fail to start in every way there is. */
    THREAD_START,
    /** The clock jumps forward and backward, and fails. */
    CLOCK,
    /** Tasks overflow the stack, run out of memory, throw what nobody expects. */
    HOSTILE_TASKS,
    /** Worker threads are interrupted out of the blue. */
    WORKER_INTERRUPTS,
    /** Threads that do nothing but resize. */
    RESIZE_STORM,
    /** A thread that cancels whatever it finds. */
    CANCEL_STORM,
    /** The pool is ended and rebooted without a break. */
    REBOOT_LOOP,
    /** Tasks close their own pool. */
    CLOSE_INSIDE
  }

  /** Where a hook of the user is called. */
  enum Point {
    FACTORY,
    DECORATOR,
    BEFORE_TASK,
    AFTER_TASK,
    EXCEPTION_HANDLER,
    TICKER,
    WORKER_STARTED,
    WORKER_STOPPED,
    WORKER_IDLE,
    WORKER_REUSED,
    TASK_ACCEPTED,
    TASK_STARTED,
    TASK_FINISHED,
    TASK_CANCELLED,
    TASK_REJECTED,
    TASKS_STOLEN,
    SUBMITTER_BLOCKED,
    SUBMITTER_UNBLOCKED,
    STATE_CHANGED,
    RESIZED
  }

  /** What a failing hook throws. */
  static final class HookFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HookFailure(Point point) {
      super(
          "planned, " + point,
          null,
          /* enableSuppression= */ true,
          /* writableStackTrace= */ false);
    }
  }

  private static final int PAUSE_ONE_IN = 400;
  private static final int MAX_PAUSE_NANOS = 10_000_000;

  private final long seed;
  private final Set<Fault> faults;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  private StressFaults(long seed, Set<Fault> faults) {
    this.seed = seed;
    this.faults = faults;
  }

  static StressFaults none(long seed) {
    return new StressFaults(seed, EnumSet.noneOf(Fault.class));
  }

  /** Returns the given fault and some others. */
  static StressFaults with(Fault fault, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    EnumSet<Fault> faults = EnumSet.of(fault);
    for (Fault other : Fault.values()) {
      if (random.nextInt(4) == 0) {
        faults.add(other);
      }
    }
    return new StressFaults(seed, faults);
  }

  boolean any() {
    return !faults.isEmpty();
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** Whether this call is one of those that fail: one in so many. */
  boolean strikes(Point point, int oneIn) {
    return draw(point.name(), oneIn) == 0;
  }

  /** Throws if the fault is planned and this call is one of those that fail. */
  void mayFail(Fault fault, Point point, int oneIn) {
    if (has(fault) && strikes(point, oneIn)) {
      throw new HookFailure(point);
    }
  }

  /** Stays for long if that is planned; an interrupt is kept, and does not shorten the stay. */
  void mayPause(Point point) {
    String pauses = "pauses at " + point;
    if (!has(Fault.PAUSES) || draw(pauses, PAUSE_ONE_IN) != 0) {
      return;
    }
    long end = System.nanoTime() + draw(pauses, MAX_PAUSE_NANOS);
    boolean interrupted = false;
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int draw(String stream, int bound) {
    long n = calls.computeIfAbsent(stream, s -> new AtomicInteger()).getAndIncrement();
    return new SplittableRandom(seed ^ (n << 32) ^ stream.hashCode()).nextInt(bound);
  }

  @Override
  public String toString() {
    return faults.toString();
  }
}
