package io.gopool.contract;

import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancellation before, while and after a task runs. */
@OnEachPool
class FutureCancelContractTest extends ContractFixture {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void taskCancelledInTheQueueNeverRuns(boolean mayInterruptIfRunning) throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Blocker running = startBlocker(pool);
    Blocker cancelled = blocker();
    Future<String> future = pool.submit(cancelled.returning("result"));
    Future<String> behind = pool.submit(() -> "behind");

    assertTrue(future.cancel(mayInterruptIfRunning));
    assertCancelled(future);
    running.letGo();
    assertEquals("behind", behind.get());
    pool.shutdown();
    awaitTermination(pool);

    cancelled.assertNeverStarted();
    running.assertNotInterrupted();
    assertEquals(1, pool.stats().cancelled());
    assertEquals(2, pool.stats().completed());
  }

  @Test
  void cancelMayInterruptARunningTask() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ true));
    assertCancelled(future);
    task.assertInterrupted();
    pool.shutdown();
    awaitTermination(pool);
    assertEquals(1, pool.stats().cancelled());
  }

  @Test
  void cancelMayLeaveARunningTaskAlone() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ false));
    assertCancelled(future);

    task.letGo();
    task.assertNotInterrupted();
    assertCancelled(future);
  }

  @Test
  void cancelledFutureIsDoneBeforeItsTaskHasEnded() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker().stubborn();
    Future<String> future = pool.submit(task.returning("result"));
    task.awaitStart();
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ true));
    eventually(task::sawInterrupt);
    assertCancelled(future);
    assertEquals(1, pool.running()); // the slot is held for as long as the task runs

    task.letGo();
    assertEquals("next", pool.submit(() -> "next").get());
    assertCancelled(future);
  }

  private static void assertCancelled(Future<String> future) {
    assertTrue(future.isDone());
    assertTrue(future.isCancelled());
    assertEquals(Future.State.CANCELLED, future.state());
    assertThrows(CancellationException.class, future::get);
    assertThrows(CancellationException.class, () -> future.get(0, SECONDS));
    assertThrows(IllegalStateException.class, future::resultNow);
    assertThrows(IllegalStateException.class, future::exceptionNow);
  }

  @Test
  void cancelWakesEveryWaiter() throws Exception {
    WorkerPool pool = pool(1);
    Future<String> future = pool.submit(blocker().returning("result"));
    List<Caller<String>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(Caller.call(future::get).awaitBlocked());
      waiters.add(Caller.call(() -> future.get(1, DAYS)).awaitBlocked());
    }
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ true));
    for (Caller<String> waiter : waiters) {
      waiter.failure(CancellationException.class);
    }
  }

  @Test
  void taskMayCancelItselfAndTheInterruptDoesNotReachTheNext() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 100; i++) {
      SynchronousQueue<Future<?>> self = new SynchronousQueue<>();
      Runnable suicidal =
          () -> {
            try {
              self.take().cancel(/* mayInterruptIfRunning= */ true);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          };
      Future<?> future = pool.submit(suicidal);
      self.put(future);
      assertThrows(CancellationException.class, future::get);
      assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).get());
    }
  }

  /**
   * The interrupt of a cancellation that comes as the task ends must not hit what runs after it.
   */
  @Test
  void interruptOfALateCancelDoesNotReachTheNextTask() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 4);
    Exchanger<Future<?>> toCancel = new Exchanger<>();
    int rounds = 1_000;
    Caller<Void> canceller =
        Caller.run(
            () -> {
              for (int i = 0; i < rounds; i++) {
                toCancel.exchange(null).cancel(/* mayInterruptIfRunning= */ true);
              }
            });
    List<Future<Boolean>> victims = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      Future<?> cancelled = pool.submit(Thread::onSpinWait);
      toCancel.exchange(cancelled);
      victims.add(pool.submit(FutureCancelContractTest::isInterruptedAwhile));
    }
    canceller.result();
    for (Future<Boolean> victim : victims) {
      assertFalse(victim.get(), "interrupted by the cancellation of another task");
    }
  }

  private static boolean isInterruptedAwhile() {
    boolean interrupted = false;
    for (int i = 0; i < 100; i++) {
      Thread.onSpinWait();
      interrupted |= Thread.interrupted();
    }
    return interrupted;
  }

  /** Whoever wins, the future and the counts say the same as the return value of {@code cancel}. */
  @WithAndWithoutQueue
  void cancelAndCompletionAgreeOnWhoWon(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    int rounds = 2_000;
    AtomicInteger runs = new AtomicInteger();
    int cancelled = 0;
    for (int i = 0; i < rounds; i++) {
      Future<Integer> future = pool.submit(runs::incrementAndGet);
      boolean won = future.cancel(/* mayInterruptIfRunning= */ i % 2 == 0);
      assertEquals(won, future.isCancelled());
      assertEquals(won ? Future.State.CANCELLED : Future.State.SUCCESS, future.state());
      cancelled += won ? 1 : 0;
    }
    pool.shutdown();
    awaitTermination(pool);
    assertEquals(cancelled, pool.stats().cancelled());
    assertEquals(rounds - cancelled, pool.stats().completed());
    assertTrue(runs.get() >= rounds - cancelled, () -> runs + " ran");
  }

  @Test
  void atLeastOneOfManyCancellersWins() throws Exception {
    WorkerPool pool = pool(1);
    Future<String> future = pool.submit(blocker().returning("result"));
    List<Caller<Boolean>> cancellers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      cancellers.add(Caller.call(() -> future.cancel(/* mayInterruptIfRunning= */ true)));
    }
    boolean won = false;
    for (Caller<Boolean> canceller : cancellers) {
      won |= canceller.result();
    }
    assertTrue(won);
    assertCancelled(future);
  }

  @Test
  void cancelledTasksGiveTheirPlaceInTheQueueBack() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    assertTrue(pool.submit(() -> "cancelled").cancel(/* mayInterruptIfRunning= */ false));
    running.letGo();
    for (int i = 0; i < 10; i++) { // would block for ever if places leaked
      assertEquals("next", pool.submit(() -> "next").get());
    }
  }
}
