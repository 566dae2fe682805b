package io.gopool.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A group's count reduced to what its correctness rests on, with one deliberate bug. Without a bug
 * it passes the tests, so that it is the bug that they catch. Its close runs what is left.
 */
final class ReducedGroup {

  enum Bug {
    NONE,
    /** A task is queued before it is counted. */
    COUNT_LATE,
    /** Submit looks whether the group is closed before it counts the task, and not again. */
    LOOK_ONCE
  }

  private final Bug bug;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  ReducedGroup(Bug bug) {
    this.bug = bug;
  }

  /** Null if the group is closed. */
  Future<?> submit(Runnable body) {
    if (closed) {
      return null;
    }
    FutureTask<?> task = new FutureTask<>(body, null);
    if (bug == Bug.COUNT_LATE) {
      tasks.add(task);
    }
    unfinished.incrementAndGet();
    if (bug != Bug.LOOK_ONCE && closed) {
      if (bug == Bug.COUNT_LATE) {
        return task;
      }
      unfinished.decrementAndGet();
      return null;
    }
    if (bug != Bug.COUNT_LATE) {
      tasks.add(task);
    }
    return task;
  }

  /** Runs a queued task; false if there is none. */
  boolean work() {
    FutureTask<?> task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    unfinished.decrementAndGet();
    return true;
  }

  boolean allEnded() {
    return unfinished.get() <= 0;
  }

  /** Returns whether all have ended; does not wait for what others run. */
  boolean close() {
    closed = true;
    while (work()) {
      // until nothing is queued
    }
    return allEnded();
  }
}
