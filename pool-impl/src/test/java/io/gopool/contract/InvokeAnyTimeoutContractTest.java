package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A timed {@code invokeAny} gives up in time, and leaves nothing behind. */
@OnEachPool
class InvokeAnyTimeoutContractTest extends ContractFixture {

  private static final long SHORT_MILLIS = 30;

  /** Tasks that never end by themselves: without a queue the admission of the third one blocks. */
  @WithAndWithoutQueue
  void timeoutCancelsTheTasks(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Blocker> tasks = blockers(4);
    long start = System.nanoTime();
    assertThrows(
        TimeoutException.class,
        () -> pool.invokeAny(Blocker.callables(tasks), SHORT_MILLIS, MILLISECONDS));
    assertTrue(System.nanoTime() - start >= MILLISECONDS.toNanos(SHORT_MILLIS), "returned early");
    pool.close();
    for (Blocker task : tasks) {
      task.assertInterruptedIfStarted();
    }
  }

  @WithAndWithoutQueue
  void timeoutHoldsInAFullPool(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Blocker running = startBlocker(pool);
    List<Blocker> tasks = blockers(2);
    assertThrows(
        TimeoutException.class,
        () -> pool.invokeAny(Blocker.callables(tasks), SHORT_MILLIS, MILLISECONDS));
    running.letGo();
    running.assertNotInterrupted();
    pool.close();
    tasks.forEach(Blocker::assertNeverStarted);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timeoutThatIsOverBeforehandCancelsTheTasks(long timeout) throws Exception {
    for (int queueCapacity : new int[] {0, 100}) {
      WorkerPool pool = pool(1, queueCapacity);
      List<Blocker> tasks = blockers(2);
      assertThrows(
          TimeoutException.class,
          () -> pool.invokeAny(Blocker.callables(tasks), timeout, NANOSECONDS));
      pool.close();
      for (Blocker task : tasks) {
        task.assertInterruptedIfStarted();
      }
    }
  }

  @Test
  void timeoutAfterAFailureIsATimeout() throws Exception {
    WorkerPool pool = pool(2);
    Blocker other = blocker();
    List<Callable<String>> tasks =
        List.of(Failure.callable(new IOException("early")), other.returning("late"));
    assertThrows(TimeoutException.class, () -> pool.invokeAny(tasks, SHORT_MILLIS, MILLISECONDS));
    pool.close();
    other.assertInterruptedIfStarted();
  }

  @Test
  void poolServesOnAfterTimeouts() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 50; i++) {
      List<Callable<String>> tasks = Blocker.callables(blockers(3));
      assertThrows(TimeoutException.class, () -> pool.invokeAny(tasks, 1, MILLISECONDS));
    }
    assertEquals("next", pool.invokeAny(List.of(() -> "next"), 1, DAYS));
    assertEquals(0, pool.waiting());
  }
}
