package io.gopool.examples.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A task that counts its own runs, so that whoever submitted a batch of them can see that all have
 * run. As it stands it does nothing else: the empty task.
 *
 * <p><b>Problem.</b> A batch is over when its last task has run. How it is found out is part of
 * what is measured, so it has to be cheap, and to cost each peer the same.
 *
 * <ul>
 *   <li>One counter or latch for all: an atomic update of one contended line per task. It costs
 *       more than a fast pool does, and the more threads share the work, the more it costs.
 *   <li>A {@code LongAdder}, or any counter striped by thread: its stripes stay in the cache of a
 *       thread that lives long. A fresh thread per task starts without a stripe of its own, so that
 *       it pays what a pool does not.
 *   <li>A latch in the task that was submitted last: only right if tasks run in order. No two of
 *       the peers keep the same order, and with more than one thread none does.
 *   <li>Waiting on futures: not all peers have them for {@code execute}, and each has another kind.
 * </ul>
 *
 * <p><b>Idea.</b> Each task has a word of its own. Running it is one ordered store without an
 * atomic update, next to the header that calling {@code run} has to load anyway, whatever thread
 * does it and in whatever order. The submitter looks at the words only after it has submitted all,
 * so it does not disturb the workers before; a task then costs it one load. And the pool has to
 * carry a different object per task, as in life.
 *
 * <p>Each task is run once per batch, so its count is the number of the batch: a task that was lost
 * or run twice is found out.
 */
class FlaggedTask implements Runnable {

  private static final VarHandle RUNS;

  static {
    try {
      RUNS = MethodHandles.lookup().findVarHandle(FlaggedTask.class, "runs", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int runs;

  /** What there is to do. */
  void body() {}

  @Override
  public final void run() {
    body();
    // Plain read: the last run happened before the submission of this one. Release: what the body
    // did is seen by whoever sees the count.
    RUNS.setRelease(this, runs + 1);
  }

  /** How often it has run. */
  final int runs() {
    return (int) RUNS.getAcquire(this);
  }
}
