package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for a result. See {@link FutureCancelContractTest} for cancellation. */
@OnEachPool
class FutureContractTest extends ContractFixture {

  @Test
  void runningTaskIsNotDone() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    assertUnfinished(future);
  }

  @Test
  void queuedTaskIsNotDone() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    fill(pool);
    assertUnfinished(pool.submit(() -> "result"));
  }

  private static void assertUnfinished(Future<String> future) {
    assertFalse(future.isDone());
    assertFalse(future.isCancelled());
    assertEquals(Future.State.RUNNING, future.state());
    assertThrows(IllegalStateException.class, future::resultNow);
    assertThrows(IllegalStateException.class, future::exceptionNow);
  }

  @Test
  void successIsFinal() throws Exception {
    Future<String> future = pool(1).submit(() -> "result");
    assertEquals("result", future.get());
    assertEquals("result", future.get(0, SECONDS));
    assertEquals("result", future.get(-1, SECONDS));
    assertEquals("result", future.resultNow());
    assertThrows(IllegalStateException.class, future::exceptionNow);
    assertEquals(Future.State.SUCCESS, future.state());

    assertFalse(future.cancel(/* mayInterruptIfRunning= */ true));
    assertTrue(future.isDone());
    assertFalse(future.isCancelled());
    assertEquals("result", future.get());
  }

  @ParameterizedTest
  @EnumSource
  void failureIsFinal(Failure failure) {
    Throwable thrown = failure.newThrowable();
    Future<Object> future = pool(1).submit(Failure.callable(thrown));
    assertSame(thrown, assertThrows(ExecutionException.class, future::get).getCause());
    assertSame(
        thrown, assertThrows(ExecutionException.class, () -> future.get(0, SECONDS)).getCause());
    assertSame(thrown, future.exceptionNow());
    assertThrows(IllegalStateException.class, future::resultNow);
    assertEquals(Future.State.FAILED, future.state());

    assertFalse(future.cancel(/* mayInterruptIfRunning= */ true));
    assertTrue(future.isDone());
    assertFalse(future.isCancelled());
    assertSame(thrown, assertThrows(ExecutionException.class, future::get).getCause());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 20_000_000})
  void getTimesOutOnARunningTaskAndLeavesItAlone(long nanos) throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    long start = System.nanoTime();
    assertThrows(TimeoutException.class, () -> future.get(nanos, NANOSECONDS));
    assertTrue(System.nanoTime() - start >= nanos, "returned early");
    assertFalse(future.isDone());

    task.letGo();
    assertEquals("result", future.get());
    task.assertNotInterrupted();
  }

  @Test
  void getTimesOutOnAQueuedTask() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Future<String> future = pool.submit(() -> "result");
    assertThrows(TimeoutException.class, () -> future.get(5, MILLISECONDS));

    running.letGo();
    assertEquals("result", future.get());
  }

  @Test
  void longestTimeoutDoesNotOverflow() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    Caller<String> getter = Caller.call(() -> future.get(Long.MAX_VALUE, SECONDS)).awaitBlocked();
    task.letGo();
    assertEquals("result", getter.result());
  }

  @Test
  void timeUnitMustNotBeNull() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    assertThrows(NullPointerException.class, () -> future.get(1, null));
  }

  @Test
  void interruptEndsTheWaitAndNotTheTask() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    Caller<String> untimed = Caller.call(future::get).awaitBlocked();
    Caller<String> timed = Caller.call(() -> future.get(1, DAYS)).awaitBlocked();
    untimed.interrupt();
    timed.interrupt();
    untimed.failure(InterruptedException.class);
    timed.failure(InterruptedException.class);
    assertFalse(untimed.interruptStatusAfter());
    assertFalse(timed.interruptStatusAfter());

    task.letGo();
    assertEquals("result", future.get());
    task.assertNotInterrupted();
  }

  @Test
  void waiterThatWasInterruptedBeforeDoesNotWait() throws Exception {
    WorkerPool pool = pool(1);
    Future<String> future = pool.submit(blocker().returning("result"));
    Caller<Void> untimed = Caller.runInterrupted(future::get);
    untimed.failure(InterruptedException.class);
    assertFalse(untimed.interruptStatusAfter());
    Caller<Void> timed = Caller.runInterrupted(() -> future.get(1, DAYS));
    timed.failure(InterruptedException.class);
    assertFalse(timed.interruptStatusAfter());
  }

  @Test
  void everyWaiterGetsTheResult() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    List<Caller<String>> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiters.add(Caller.call(future::get).awaitBlocked());
    }
    task.letGo();
    for (Caller<String> waiter : waiters) {
      assertEquals("result", waiter.result());
    }
  }

  @Test
  void everyWaiterGetsTheFailure() throws Exception {
    WorkerPool pool = pool(1);
    Blocker gate = blocker();
    IOException thrown = new IOException("thrown");
    Future<String> future =
        pool.submit(
            () -> {
              gate.run();
              throw thrown;
            });
    List<Caller<String>> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiters.add(Caller.call(future::get).awaitBlocked());
    }
    gate.letGo();
    for (Caller<String> waiter : waiters) {
      assertSame(thrown, waiter.failure(ExecutionException.class).getCause());
    }
  }
}
