package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * An orderly end. See {@link ShutdownNowContractTest} and {@link CloseContractTest} for the others.
 */
@OnEachPool
class ShutdownContractTest extends ContractFixture {

  @Test
  void newPoolIsNeitherShutDownNorTerminated() {
    WorkerPool pool = pool(1);
    assertFalse(pool.isShutdown());
    assertFalse(pool.isTerminated());
  }

  @Test
  void unusedPoolTerminatesAtOnce() throws Exception {
    WorkerPool pool = pool(1);
    pool.shutdown();
    assertTrue(pool.isShutdown());
    assertTrue(pool.isTerminated());
    awaitTermination(pool);
  }

  @Test
  void poolWithIdleWorkersTerminates() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).preStart(4).noIdleExpiry());
    assertEquals("ran", pool.submit(() -> "ran").get());
    pool.shutdown();
    awaitTermination(pool);
    assertTrue(pool.isTerminated());
  }

  @Test
  void runningTaskEndsInPeace() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = blocker();
    Future<String> future = pool.submit(running.returning("result"));
    running.awaitStart();
    pool.shutdown();
    assertTrue(pool.isShutdown());
    assertFalse(pool.isTerminated());

    running.letGo();
    assertEquals("result", future.get());
    running.assertNotInterrupted();
    awaitTermination(pool);
    assertTrue(pool.isTerminated());
  }

  @Test
  void queuedTasksStillRun() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 1_000);
    List<Blocker> running = fill(pool);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      pool.execute(ran::incrementAndGet);
    }
    pool.shutdown();
    assertFalse(pool.isTerminated());
    assertEquals(0, ran.get());

    running.forEach(Blocker::letGo);
    awaitTermination(pool);
    assertEquals(1_000, ran.get());
    assertEquals(1_002, pool.stats().completed());
  }

  @Test
  void blockedSubmitterIsRefused() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    Caller<Void> execute = Caller.run(() -> pool.execute(refused)).awaitBlocked();
    Caller<?> submit = Caller.call(() -> pool.submit(refused.returning("result"))).awaitBlocked();
    pool.shutdown();
    execute.failure(PoolClosedException.class);
    submit.failure(PoolClosedException.class);

    running.letGo();
    awaitTermination(pool);
    refused.assertNeverStarted();
    running.assertNotInterrupted();
  }

  @Test
  void secondShutdownDoesNothing() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    pool.shutdown();
    running.letGo();
    running.assertNotInterrupted();
    awaitTermination(pool);
    pool.shutdown();
    assertTrue(pool.isTerminated());
  }

  @Test
  void taskMayShutItsPoolDown() throws Exception {
    WorkerPool pool = pool(1);
    Future<Boolean> terminated =
        pool.submit(
            () -> {
              pool.shutdown();
              return pool.isTerminated();
            });
    assertFalse(terminated.get());
    awaitTermination(pool);
  }

  @WithAndWithoutQueue
  void taskCannotSubmitOnceThePoolIsShutDown(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Blocker gate = blocker();
    Blocker refused = blocker();
    Future<String> execute =
        pool.submit(
            () -> {
              gate.run();
              assertThrows(PoolClosedException.class, () -> pool.submit(refused));
              pool.execute(refused);
              return "accepted";
            });
    gate.awaitStart();
    pool.shutdown();
    gate.letGo();
    ExecutionException e = assertThrows(ExecutionException.class, execute::get);
    assertEquals(PoolClosedException.class, e.getCause().getClass());
    awaitTermination(pool);
    refused.assertNeverStarted();
  }

  /** Submitters race with the shutdown: each task runs if, and only if, it was admitted. */
  @WithAndWithoutQueue
  void everyTaskRunsOrIsRefused(int queueCapacity) throws Exception {
    for (int round = 0; round < 50; round++) {
      WorkerPool pool = pool(2, queueCapacity);
      AtomicInteger ran = new AtomicInteger();
      List<Caller<Integer>> submitters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        submitters.add(Caller.call(() -> submitUntilRefused(pool, ran::incrementAndGet)));
      }
      awaitAtLeast(round, ran);
      pool.shutdown();
      int admitted = 0;
      for (Caller<Integer> submitter : submitters) {
        admitted += submitter.result();
      }
      awaitTermination(pool);
      assertEquals(admitted, ran.get());
      assertEquals(admitted, pool.stats().completed());
    }
  }

  private static int submitUntilRefused(WorkerPool pool, Runnable task) {
    int admitted = 0;
    try {
      while (true) {
        pool.execute(task);
        admitted++;
      }
    } catch (PoolClosedException expected) {
      return admitted;
    }
  }

  private static void awaitAtLeast(int enough, AtomicInteger ran) {
    while (ran.get() < enough) {
      Thread.onSpinWait();
    }
  }
}
