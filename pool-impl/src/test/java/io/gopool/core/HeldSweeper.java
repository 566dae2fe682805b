package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;

import io.gopool.WorkerPool;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** The thread that looks after all pools, held up. */
final class HeldSweeper {

  static final String NAME = "gopool-sweeper";

  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  private HeldSweeper() {}

  /** What may fail with a checked exception. */
  interface Action {
    void perform() throws Exception;
  }

  /** Does something while that thread looks after nobody. */
  static void during(Action action) throws Exception {
    HeldSweeper sweeper = new HeldSweeper();
    try (WorkerPool pool =
        WorkerPool.builder("held-sweeper").capacity(1).ticker(sweeper::read).build()) {
      Future<?> unused = pool.submit(() -> {}); // after which it has an idle worker to look at
      awaitLatch(sweeper.held);
      action.perform();
    } finally {
      sweeper.mayGoOn.countDown();
    }
  }

  private long read() {
    if (Thread.currentThread().getName().equals(NAME)) {
      held.countDown();
      CoreFixture.pass(mayGoOn);
    }
    return 0;
  }
}
