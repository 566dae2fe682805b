package io.gopool.core;

import org.jspecify.annotations.Nullable;

/**
 * A task that a worker runs inside of another one, which submitted it to a full pool or waits for
 * it. The inner task finds the thread as every task does; afterwards the outer one finds it as it
 * left it.
 *
 * <p><b>Whose interrupt.</b> One that comes meanwhile hits the inner task, which may consume it,
 * although it was meant for the outer one as well ({@code shutdownNow}) or for that alone (its
 * future was cancelled). So the thread is interrupted again afterwards if the pool is stopping and
 * may have come to this thread meanwhile, or if more futures around it are cancelled in that way
 * than before. What else the inner task leaves behind ends with it, as between two tasks.
 *
 * <p>Used by the worker alone: made, then {@link #end}.
 */
final class NestedRun {

  private final Worker worker;
  private final Thread thread;
  private final @Nullable Object outer;
  private final String name;
  private final boolean interrupted;
  private final boolean stopped;
  private final int cancelled;

  /** The task is about to run, in the place of the given pool, the worker's own or a sibling. */
  NestedRun(Worker worker, PoolCore target, Runnable task) {
    this.worker = worker;
    thread = worker.thread();
    name = thread.getName();
    stopped = worker.core().lifecycle.hasInterruptedAll(); // before the interrupt is looked at
    interrupted = Thread.interrupted();
    cancelled = WorkerActivity.countFutures(worker.activity(), PoolFuture::wasInterrupted);
    worker.restoreName(thread);
    if (target.lifecycle.isStopping() || worker.core().lifecycle.isStopping()) {
      thread.interrupt(); // as every task that starts then; a sibling would not look for it here
    }
    outer = worker.enters(task); // the last, as it is to be undone
  }

  /** The task has ended. */
  void end() {
    worker.leavesFor(outer);
    if (!name.equals(thread.getName())) {
      thread.setName(name);
    }
    Thread.interrupted();
    if (interrupted
        || (!stopped && worker.core().lifecycle.isStopping())
        || WorkerActivity.countFutures(outer, PoolFuture::isBeingInterrupted) > cancelled) {
      thread.interrupt();
    }
  }
}
