package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each of thousands of blocked submitters is granted the permit that the one before gave back: a
 * loop, not a recursion.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrantDepthTest {

  private static final int SUBMITTERS = 20_000;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(SUBMITTERS);

  private final LogCapture log = new LogCapture(); // of the failures that are planned

  @AfterEach
  void close() {
    log.close();
  }

  private void block(WorkerPool pool, Runnable task) {
    Thread unused = Thread.startVirtualThread(() -> submit(pool, task));
  }

  private void submit(WorkerPool pool, Runnable task) {
    try {
      pool.execute(task);
    } catch (Throwable t) {
      failures.add(t);
    }
    over.countDown();
  }

  /**
   * The first tries to start the only worker, in vain, as all others do after it. Only the sweeper
   * can start one: it may come across a task, and for a moment the next submitter leaves its own to
   * the sweeper.
   */
  @Test
  void noneOfThemFindsAWorker() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch allWait = new CountDownLatch(1);
    try (WorkerPool pool =
        WorkerPool.builder("no-threads")
            .capacity(1)
            .threads(
                WorkerThreads.of(
                    task -> {
                      if (Thread.currentThread().getName().equals("gopool-sweeper")) {
                        return Thread.ofVirtual().unstarted(task);
                      }
                      starting.countDown();
                      CoreFixture.pass(allWait);
                      throw new IllegalStateException("planned");
                    }))
            .build()) {
      block(pool, () -> {});
      awaitLatch(starting);
      for (int i = 1; i < SUBMITTERS; i++) {
        block(pool, () -> {});
      }
      eventually(() -> pool.waiting() == SUBMITTERS - 1);
      allWait.countDown();
      awaitLatch(over);
      assertTrue(failures.stream().allMatch(IllegalStateException.class::isInstance));
      eventually(() -> pool.free() == 1);
      assertEquals(SUBMITTERS, failures.size() + pool.stats().completed());
    }
  }

  /** One worker runs one after the other, each admitted by the end of the one before. */
  @Test
  void eachIsAdmittedByTheEndOfTheOneBefore() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    try (WorkerPool pool = WorkerPool.builder("chain").capacity(1).build()) {
      pool.execute(() -> CoreFixture.pass(allWait));
      for (int i = 0; i < SUBMITTERS; i++) {
        block(pool, () -> {});
      }
      eventually(() -> pool.waiting() == SUBMITTERS);
      allWait.countDown();
      awaitLatch(over);
      assertEquals(0, failures.size());
    }
  }
}
