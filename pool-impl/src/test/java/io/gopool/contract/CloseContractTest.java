package io.gopool.contract;

import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnEachPool
class CloseContractTest extends ContractFixture {

  @Test
  void unusedPoolCloses() throws Exception {
    WorkerPool pool = pool(1);
    pool.close();
    assertClosed(pool);
  }

  private static void assertClosed(WorkerPool pool) throws InterruptedException {
    assertTrue(pool.isShutdown());
    assertTrue(pool.isTerminated());
    assertTrue(pool.awaitTermination(0, SECONDS));
  }

  @Test
  void waitsForRunningAndQueuedTasks() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 2);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    Future<String> future = pool.submit(queued.returning("result"));
    Caller<Void> closer = Caller.run(pool::close).awaitBlocked();
    running.letGo();
    queued.awaitStart();
    closer.awaitBlocked();
    assertTrue(pool.isShutdown());
    assertFalse(pool.isTerminated());

    queued.letGo();
    closer.result();
    assertClosed(pool);
    assertEquals("result", future.resultNow());
    running.assertNotInterrupted();
    queued.assertNotInterrupted();
    assertFalse(closer.interruptStatusAfter());
  }

  @Test
  void endOfTryWithResourcesWaits() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    WorkerPool pool = pool(3, /* queueCapacity= */ 1_000);
    try (pool) {
      for (int i = 0; i < 1_000; i++) {
        pool.execute(ran::incrementAndGet);
      }
    }
    assertEquals(1_000, ran.get());
    assertClosed(pool);
  }

  @Test
  void secondCloseDoesNothing() throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool).letGo();
    pool.close();
    pool.close();
    assertClosed(pool);
  }

  @Test
  void waitsAfterShutdownToo() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    Caller<Void> closer = Caller.run(pool::close).awaitBlocked();
    running.letGo();
    closer.result();
    assertClosed(pool);
    running.assertNotInterrupted();
  }

  @Test
  void waitsAfterShutdownNowToo() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = blocker().stubborn();
    pool.execute(running);
    running.awaitStart();
    assertEquals(List.of(), pool.shutdownNow());
    Caller<Void> closer = Caller.run(pool::close).awaitBlocked();
    running.letGo();
    closer.result();
    assertClosed(pool);
  }

  @Test
  void interruptWhileWaitingStopsThePoolAndGoesOnWaiting() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = blocker().stubborn();
    pool.execute(running);
    running.awaitStart();
    Blocker queued = blocker();
    pool.execute(queued);
    Caller<Void> closer = Caller.run(pool::close).awaitBlocked();

    closer.interrupt();
    eventually(running::sawInterrupt);
    closer.awaitBlocked();
    assertFalse(pool.isTerminated());

    running.letGo();
    assertTrue(closer.interruptStatusAfter());
    assertClosed(pool);
    queued.assertNeverStarted();
    assertEquals(1, pool.stats().cancelled());
  }

  @Test
  void interruptBeforehandStopsThePoolAndWaits() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    pool.execute(queued);
    Caller<Void> closer = Caller.runInterrupted(pool::close);
    closer.result();
    assertTrue(closer.interruptStatusAfter());
    assertClosed(pool);
    running.assertInterrupted();
    queued.assertNeverStarted();
  }

  @Test
  void interruptedCloseLeavesAFailedFuture() throws Exception {
    WorkerPool pool = pool(1);
    CountDownLatch started = new CountDownLatch(1);
    Future<String> future =
        pool.submit(
            () -> {
              started.countDown();
              Thread.sleep(Long.MAX_VALUE);
              return "slept";
            });
    assertTrue(started.await(PATIENCE_SECONDS, SECONDS));
    Caller<Void> closer = Caller.runInterrupted(pool::close);
    assertTrue(closer.interruptStatusAfter());
    assertEquals(Future.State.FAILED, future.state());
    assertEquals(InterruptedException.class, future.exceptionNow().getClass());
  }

  @Test
  void interruptBeforehandOfAnUnusedPoolIsKept() throws Exception {
    WorkerPool pool = pool(1);
    Caller<Void> closer = Caller.runInterrupted(pool::close);
    assertTrue(closer.interruptStatusAfter());
    assertClosed(pool);
  }

  @Test
  void closersWaitForTheSameEnd() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    List<Caller<Boolean>> closers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      closers.add(
          Caller.call(
                  () -> {
                    pool.close();
                    return pool.isTerminated();
                  })
              .awaitBlocked());
    }
    running.letGo();
    for (Caller<Boolean> closer : closers) {
      assertTrue(closer.result());
    }
    running.assertNotInterrupted();
  }

  @Test
  void interruptOfOneCloserStopsThePoolForAll() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Caller<Void> patient = Caller.run(pool::close).awaitBlocked();
    Caller<Void> impatient = Caller.run(pool::close).awaitBlocked();
    impatient.interrupt();
    assertTrue(impatient.interruptStatusAfter());
    assertFalse(patient.interruptStatusAfter());
    running.assertInterrupted();
    assertClosed(pool);
  }

  @Test
  void blockedSubmitterIsRefused() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    Caller<Void> submitter = Caller.run(() -> pool.execute(refused)).awaitBlocked();
    Caller<Void> closer = Caller.run(pool::close);
    submitter.failure(PoolClosedException.class);
    running.letGo();
    closer.result();
    assertClosed(pool);
    refused.assertNeverStarted();
  }

  @Test
  void failedTasksDoNotKeepAPoolFromClosing() throws Exception {
    WorkerPool pool = pool(2);
    Future<Object> future = pool.submit(Failure.callable(new AssertionError("task")));
    pool.close();
    assertClosed(pool);
    assertEquals(Future.State.FAILED, future.state());
  }
}
