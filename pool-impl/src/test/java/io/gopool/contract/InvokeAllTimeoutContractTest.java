package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A timed {@code invokeAll} returns in time, and everything it returns is done. */
@OnEachPool
class InvokeAllTimeoutContractTest extends ContractFixture {

  private static final long SHORT_MILLIS = 30;

  /** Tasks that never end by themselves: without a queue the admission of the third one blocks. */
  @WithAndWithoutQueue
  void timeoutCancelsWhatHasNotEnded(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Blocker> tasks = blockers(20);
    long start = System.nanoTime();
    List<Future<String>> futures =
        pool.invokeAll(Blocker.callables(tasks), SHORT_MILLIS, MILLISECONDS);
    assertTrue(System.nanoTime() - start >= MILLISECONDS.toNanos(SHORT_MILLIS), "returned early");

    assertEquals(20, futures.size());
    assertAllCancelled(futures);
    pool.close();
    for (Blocker task : tasks) {
      task.assertInterruptedIfStarted();
    }
  }

  @WithAndWithoutQueue
  void timeoutHoldsInAFullPool(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Blocker> running = fill(pool);
    List<Blocker> tasks = blockers(5);
    assertAllCancelled(pool.invokeAll(Blocker.callables(tasks), SHORT_MILLIS, MILLISECONDS));

    running.forEach(Blocker::letGo);
    for (Blocker other : running) {
      other.assertNotInterrupted();
    }
    pool.close();
    tasks.forEach(Blocker::assertNeverStarted);
  }

  @WithAndWithoutQueue
  void whatEndedInTimeKeepsItsResult(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    boolean quickOnesEnded = false;
    for (long millis = SHORT_MILLIS; !quickOnesEnded; millis *= 2) { // for slow machines
      Blocker slow = blocker();
      List<Callable<String>> tasks = List.of(() -> "one", slow.returning("slow"), () -> "two");
      List<Future<String>> futures = pool.invokeAll(tasks, millis, MILLISECONDS);
      assertEquals(Future.State.CANCELLED, futures.get(1).state());
      slow.assertInterruptedIfStarted();
      quickOnesEnded = isSuccess(futures.get(0), "one") && isSuccess(futures.get(2), "two");
    }
  }

  private static boolean isSuccess(Future<String> future, String result) {
    return future.state() == Future.State.SUCCESS && future.resultNow().equals(result);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timeoutThatIsOverBeforehandCancelsEverything(long timeout) throws Exception {
    for (int queueCapacity : new int[] {0, 100}) {
      WorkerPool pool = pool(1, queueCapacity);
      List<Blocker> tasks = blockers(3);
      assertAllCancelled(pool.invokeAll(Blocker.callables(tasks), timeout, NANOSECONDS));
      pool.close();
      for (Blocker task : tasks) {
        task.assertInterruptedIfStarted();
      }
    }
  }

  @Test
  void poolServesOnAfterTimeouts() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 50; i++) {
      assertAllCancelled(pool.invokeAll(Blocker.callables(blockers(3)), 1, MILLISECONDS));
    }
    List<Callable<String>> next = List.of(() -> "next");
    assertEquals("next", pool.invokeAll(next, 1, DAYS).get(0).resultNow());
    assertEquals(0, pool.waiting());
  }

  /** Each timeout races with the end of the tasks; whoever wins, each future is done. */
  @WithAndWithoutQueue
  void everyFutureIsDoneHoweverTheTimeoutFalls(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int result = i;
      tasks.add(() -> result);
    }
    for (int round = 0; round < 300; round++) {
      List<Future<Integer>> futures = pool.invokeAll(tasks, round * 500L, NANOSECONDS);
      assertEquals(tasks.size(), futures.size());
      for (int i = 0; i < futures.size(); i++) {
        Future<Integer> future = futures.get(i);
        assertTrue(future.isDone());
        assertTrue(future.isCancelled() || future.resultNow() == i);
      }
    }
  }

  private static void assertAllCancelled(List<Future<String>> futures) {
    for (Future<String> future : futures) {
      assertEquals(Future.State.CANCELLED, future.state());
    }
  }
}
