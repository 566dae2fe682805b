package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachPool
class AwaitTerminationContractTest extends ContractFixture {

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 20_000_000})
  void openPoolDoesNotTerminateHoweverLongTheWait(long nanos) throws Exception {
    WorkerPool pool = pool(1);
    long start = System.nanoTime();
    assertFalse(pool.awaitTermination(nanos, NANOSECONDS));
    assertTrue(System.nanoTime() - start >= nanos, "returned early");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 20_000_000})
  void poolWithARunningTaskDoesNotTerminateHoweverLongTheWait(long nanos) throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool);
    pool.shutdown();
    long start = System.nanoTime();
    assertFalse(pool.awaitTermination(nanos, NANOSECONDS));
    assertTrue(System.nanoTime() - start >= nanos, "returned early");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
  void terminatedPoolNeedsNoWait(long timeout) throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool).letGo();
    pool.shutdown();
    awaitTermination(pool);
    assertTrue(pool.awaitTermination(timeout, DAYS));
  }

  /** However soon one asks: {@code isTerminated} and {@code awaitTermination} say the same. */
  @Test
  void poolThatSaysItHasTerminatedNeedsNoWait() throws Exception {
    for (int round = 0; round < 500; round++) {
      WorkerPool pool = pool(2);
      pool.execute(() -> {});
      pool.execute(() -> {});
      pool.shutdown();
      while (!pool.isTerminated()) {
        Thread.onSpinWait();
      }
      assertTrue(pool.awaitTermination(0, SECONDS), "terminated, but not after a wait of zero");
    }
  }

  @Test
  void everyWaiterSeesTheEnd() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    List<Caller<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(Caller.call(() -> pool.awaitTermination(Long.MAX_VALUE, DAYS)).awaitBlocked());
    }
    running.letGo();
    for (Caller<Boolean> waiter : waiters) {
      assertTrue(waiter.result());
    }
  }

  @Test
  void waiterMayComeBeforeTheShutdown() throws Exception {
    WorkerPool pool = pool(1);
    Caller<Boolean> waiter = Caller.call(() -> pool.awaitTermination(1, DAYS)).awaitBlocked();
    pool.shutdown();
    assertTrue(waiter.result());
  }

  @Test
  void interruptEndsTheWaitAlone() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    Caller<Boolean> waiter = Caller.call(() -> pool.awaitTermination(1, DAYS)).awaitBlocked();
    waiter.interrupt();
    waiter.failure(InterruptedException.class);
    assertFalse(waiter.interruptStatusAfter());

    running.letGo();
    running.assertNotInterrupted();
    awaitTermination(pool);
  }

  @Test
  void waiterThatWasInterruptedBeforeDoesNotWait() throws Exception {
    WorkerPool pool = pool(1);
    Caller<Void> waiter = Caller.runInterrupted(() -> pool.awaitTermination(1, DAYS));
    waiter.failure(InterruptedException.class);
    assertFalse(waiter.interruptStatusAfter());
  }

  @Test
  void timeUnitMustNotBeNull() {
    WorkerPool pool = pool(1);
    assertThrows(NullPointerException.class, () -> pool.awaitTermination(1, null));
  }

  @Test
  void noWorkerLivesAfterwards() throws Exception {
    WorkerPool pool = pool(4);
    Queue<Thread> workers = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 200; i++) {
      pool.execute(() -> workers.add(Thread.currentThread()));
    }
    pool.shutdown();
    assertTrue(pool.awaitTermination(PATIENCE_SECONDS, SECONDS));
    assertTrue(workers.stream().noneMatch(Thread::isAlive), workers::toString);
  }
}
