package io.gopool.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Caller;
import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** What the tests of the core share: waiting for a state, and submitters that are blocked. */
public abstract class CoreFixture extends PoolFixture {

  /** Waits for what must become true. */
  protected static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  protected static void awaitLatch(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(PATIENCE_SECONDS, SECONDS), () -> latch.getCount() + " are missing");
  }

  /** Returns a submitter that is blocked, the last in the line. */
  protected static Caller<Void> blockedSubmitter(WorkerPool pool, Runnable task) {
    int before = pool.waiting();
    Caller<Void> submitter = Caller.run(() -> pool.execute(task));
    eventually(() -> pool.waiting() == before + 1 && submitter.isParked());
    return submitter;
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
