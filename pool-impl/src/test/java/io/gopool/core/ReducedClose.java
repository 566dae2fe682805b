package io.gopool.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admission and shutdown reduced to what their correctness rests on, with one deliberate bug.
 * Without a bug it passes the tests, so that it is the bug that they catch.
 */
final class ReducedClose {

  enum Bug {
    NONE,
    /** Looks at the phase before it takes a permit, and not again. */
    LOOK_ONCE,
    /** Counts the permits, and then shuts down. */
    COUNT_FIRST,
    /** Who puts a permit back does not look whether that was the last thing to wait for. */
    PUT_BACK_SILENTLY
  }

  private static final int OPEN = 0;
  private static final int SHUTDOWN = 1;
  private static final int ENDED = 2;

  private final Bug bug;
  private final int permits;
  private final AtomicInteger phase = new AtomicInteger(OPEN);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

  ReducedClose(Bug bug, int permits) {
    this.bug = bug;
    this.permits = permits;
  }

  boolean offer(Runnable task) {
    if (phase.get() != OPEN || !tryTake()) {
      return false;
    }
    if (bug != Bug.LOOK_ONCE && phase.get() != OPEN) {
      inFlight.decrementAndGet();
      if (bug != Bug.PUT_BACK_SILENTLY) {
        tryEnd();
      }
      return false;
    }
    queue.add(task);
    return true;
  }

  private boolean tryTake() {
    for (int n = inFlight.get(); n < permits; n = inFlight.get()) {
      if (inFlight.compareAndSet(n, n + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Runs a queued task; an ended pool has no workers. */
  boolean work() {
    Runnable task = phase.get() == ENDED ? null : queue.poll();
    if (task == null) {
      return false;
    }
    task.run();
    inFlight.decrementAndGet();
    tryEnd();
    return true;
  }

  void shutdown() {
    if (bug == Bug.COUNT_FIRST) {
      boolean none = inFlight.get() == 0;
      phase.compareAndSet(OPEN, SHUTDOWN);
      if (none) {
        phase.compareAndSet(SHUTDOWN, ENDED);
      }
      return;
    }
    phase.compareAndSet(OPEN, SHUTDOWN);
    tryEnd();
  }

  private void tryEnd() {
    if (phase.get() == SHUTDOWN && inFlight.get() == 0) {
      phase.compareAndSet(SHUTDOWN, ENDED);
    }
  }

  boolean isEnded() {
    return phase.get() == ENDED;
  }
}
