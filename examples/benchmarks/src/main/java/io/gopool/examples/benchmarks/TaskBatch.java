package io.gopool.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The tasks of one operation of a benchmark. They are made once and submitted again and again, one
 * batch after the other.
 */
final class TaskBatch {

  /**
   * How long the waiter sleeps between two looks. It must not spin, because it would take the
   * processor away from the workers of those peers that have the most left to do when all is
   * submitted. A batch lasts some milliseconds, so what is slept too long is about a hundredth.
   */
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final FlaggedTask[] tasks;
  private int batch;

  TaskBatch(FlaggedTask[] tasks) {
    this.tasks = tasks.clone();
  }

  TaskBatch(int size, Supplier<FlaggedTask> maker) {
    tasks = new FlaggedTask[size];
    for (int i = 0; i < size; i++) {
      tasks[i] = maker.get();
    }
  }

  int size() {
    return tasks.length;
  }

  Runnable get(int i) {
    return tasks[i];
  }

  /** Waits until every task was run once more. */
  void await() {
    batch++;
    long start = System.nanoTime();
    for (FlaggedTask task : tasks) {
      int runs;
      while ((runs = task.runs()) < batch) {
        LockSupport.parkNanos(LOOK_NANOS);
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new IllegalStateException("batch " + batch + " has not ended: a task was lost");
        }
      }
      if (runs > batch) {
        throw new IllegalStateException("a task of batch " + batch + " ran more than once");
      }
    }
  }
}
