package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Conservation;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task of one pool uses its siblings. */
@OnEachKind
class MultiPoolNestedTest extends MultiPoolTestBase {

  private static int fibonacci(WorkerPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
    return left.get() + right.get();
  }

  private static void assertEachPoolIsEmpty(MultiPool pool) {
    pool.close();
    pool.pools().forEach(Conservation::assertHolds);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "2, 1, 0", "2, 1, 10", "3, 2, 1", "4, 1, 3"})
  void forkAndJoin(int pools, int capacity, int queueCapacity) throws Exception {
    MultiPool pool =
        multi(pools, capacity, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(queueCapacity));
    assertEquals(610, pool.submit(() -> fibonacci(pool, 15)).get(PATIENCE_SECONDS, SECONDS));
    assertEachPoolIsEmpty(pool);
    assertEquals(1_973, pool.stats().completed()); // the calls of fibonacci(15)
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void invokeAllAndInvokeAny(int queueCapacity) throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(queueCapacity));
    List<Callable<Integer>> three = List.of(() -> 2, () -> 3, () -> 4);
    Future<Integer> outer =
        pool.submit(
            () -> {
              int sum = pool.invokeAny(List.of(() -> 1, () -> 1));
              for (Future<Integer> f : pool.invokeAll(three)) {
                sum += f.get();
              }
              return sum;
            });
    assertEquals(10, outer.get(PATIENCE_SECONDS, SECONDS));
    assertEachPoolIsEmpty(pool);
  }

  /** The inner tasks are queued in the second pool, whose worker is busy. */
  @Test
  void helpedTaskOfASiblingGivesThePermitBackToTheSibling() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(1));
    WorkerPool first = pool.pools().get(0);
    WorkerPool second = pool.pools().get(1);
    CountDownLatch secondIsBusy = new CountDownLatch(1);
    CountDownLatch helped = new CountDownLatch(1);
    Blocker last = blocker();
    Future<Integer> outer =
        first.submit(
            () -> {
              awaitLatch(secondIsBusy);
              int result = second.submit(() -> 1).get() + second.submit(() -> 2).get();
              helped.countDown();
              last.run();
              return result;
            });
    Blocker busy = startBlocker(second);
    secondIsBusy.countDown();
    awaitLatch(helped);
    assertEquals(List.of(1, 1), running(pool));
    assertEquals(0, pool.queued());
    assertEquals(2, second.stats().completed());
    assertEquals(0, first.stats().completed());

    last.letGo();
    assertEquals(3, outer.get(PATIENCE_SECONDS, SECONDS));
    busy.letGo();
    assertEachPoolIsEmpty(pool);
  }

  /** It runs in the worker that put it off, which has tasks of its own for ever. */
  @Test
  void taskThatWasPutOffForASiblingDoesNotStarve() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(1));
    WorkerPool first = pool.pools().get(0);
    WorkerPool second = pool.pools().get(1);
    Blocker busy = startBlocker(second);
    second.execute(() -> {}); // full
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch ran = new CountDownLatch(1);
    try {
      first.execute(
          () -> {
            again(first, over);
            submitInside(second, Worker.MAX_INLINE_DEPTH, ran::countDown);
          });
      awaitLatch(ran);
    } finally {
      over.set(true);
    }
    busy.letGo();
    assertEachPoolIsEmpty(pool);
  }

  private static void again(WorkerPool pool, AtomicBoolean over) {
    if (!over.get()) {
      pool.execute(() -> again(pool, over));
    }
  }

  private static void submitInside(WorkerPool pool, int depth, Runnable last) {
    pool.execute(depth == 0 ? last : () -> submitInside(pool, depth - 1, last));
  }

  /** The sibling does not look for its task there. */
  @Test
  void shutdownNowReachesATaskThatASiblingsWorkerRuns() throws Exception {
    List<WorkerPool> pools =
        multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(1)).pools();
    WorkerPool first = pools.get(0);
    WorkerPool second = pools.get(1);
    startBlocker(second).stubborn();
    Blocker helped = blocker();
    CountDownLatch submitted = new CountDownLatch(1);
    Future<?> outer =
        first.submit(
            () -> {
              Future<?> inner = second.submit(helped);
              submitted.countDown();
              assertThrows(InterruptedException.class, new CountDownLatch(1)::await);
              return inner.get();
            });
    awaitLatch(submitted);
    first.shutdownNow();
    helped.awaitStart();
    second.shutdownNow();
    helped.assertInterrupted();
    assertNull(outer.get());
  }
}
