package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Caller;
import io.gopool.contract.PoolFixture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** What the tests of the core share: waiting for a state, and submitters that are blocked. */
public abstract class CoreFixture extends PoolFixture {

  /** Returns a submitter that is blocked, the last in the line. */
  protected static Caller<Void> blockedSubmitter(WorkerPool pool, Runnable task) {
    int before = pool.waiting();
    Caller<Void> submitter = Caller.run(() -> pool.execute(task));
    eventually(() -> pool.waiting() == before + 1 && submitter.isParked());
    return submitter;
  }

  /**
   * Whether so many workers are idle and parked: one counts as idle before it is on the stack, and
   * looks for a task once more when it is.
   */
  static boolean rest(WorkerPool pool, int workers) {
    PoolCore core = core(pool);
    return pool.idle() == workers
        && core.crew.family().stream()
                .filter(worker -> LockSupport.getBlocker(worker.thread()) == core)
                .count()
            == workers;
  }

  static PoolCore core(WorkerPool pool) {
    return ((PoolExecutor) pool).core();
  }

  /** Returns workers of this kind whose factory first calls {@code hook}. */
  WorkerThreads threadsMadeAfter(Runnable hook) {
    ThreadFactory factory = kind.threads().factory();
    return WorkerThreads.of(
        task -> {
          hook.run();
          return factory.newThread(task);
        });
  }

  /** Waits without a checked exception; an interrupt fails the task. */
  protected static void pass(CountDownLatch latch) {
    try {
      awaitLatch(latch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
