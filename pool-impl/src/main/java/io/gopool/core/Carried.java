package io.gopool.core;

import org.jspecify.annotations.Nullable;

/**
 * A task that others know of, a group's, and that its blocked submitter carries. Who waits for the
 * task, or cancels it, may have no use for the submitter's patience: a worker that joins the group
 * holds the slot that the submitter waits for.
 *
 * <p>So it can be taken from the submitter, which then goes on as if it had been admitted. The
 * taker, a granter, a closer and the submitter itself turn the waiter's state out of WAITING, each
 * by one CAS; who does that says what becomes of the task. It holds no permit: it runs in the place
 * of the task that waits for it, and is counted like one that a worker submitted at capacity.
 */
final class Carried {

  private final PoolCore core;
  private final Waiter waiter;
  private final PoolFuture<?> task;

  Carried(PoolCore core, Waiter waiter, PoolFuture<?> task) {
    this.core = core;
    this.waiter = waiter;
    this.task = task;
  }

  /** Called by a worker of this pool, or a sibling, out of a task that waits for this one. */
  void runBy(Worker self) {
    if (!take()) {
      return;
    }
    NestedRun nested = null;
    try {
      nested = new NestedRun(self, core, task);
    } finally { // also without memory: nobody else has the task
      run(nested);
    }
  }

  private void run(@Nullable NestedRun nested) {
    try {
      core.runWithoutPermit(task, /* clock= */ 0);
    } finally {
      if (nested != null) {
        nested.end();
      }
    }
  }

  /** Called when the task was cancelled. */
  void drop() {
    if (take() && task.tryClaimInline()) {
      core.cancelledInline(task);
    }
  }

  /** False if somebody else has it, or its submitter has given up. Never throws. */
  private boolean take() {
    // (G18) its submitter waits, as far as is known
    if (!core.waiters.take(waiter)) {
      return false;
    }
    core.acceptedInline(task, waiter.thread());
    // (G17) taken over, its submitter not yet told
    waiter.settle(null);
    core.gate.wake(waiter);
    return true;
  }
}
