package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** A task uses the whole interface of its own pool, which has one slot: nothing may deadlock. */
@OnEachPool
class NestedUseContractTest extends ContractFixture {

  @WithAndWithoutQueue
  void submitAndGet(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Callable<String> outer =
        () -> {
          Future<String> untimed = pool.submit(() -> "untimed");
          Future<String> timed = pool.submit(() -> "timed");
          return timed.get(1, DAYS) + " " + untimed.get();
        };
    assertEquals("timed untimed", pool.submit(outer).get());
  }

  @WithAndWithoutQueue
  void invokeAll(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    List<Callable<String>> inner = List.of(() -> "a", () -> "b", () -> "c");
    Callable<List<String>> outer =
        () ->
            Stream.concat(pool.invokeAll(inner).stream(), pool.invokeAll(inner, 1, DAYS).stream())
                .map(Future::resultNow)
                .toList();
    assertEquals(List.of("a", "b", "c", "a", "b", "c"), pool.submit(outer).get());
  }

  @WithAndWithoutQueue
  void invokeAny(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    List<Callable<String>> inner =
        List.of(Failure.callable(new IOException("first")), () -> "second");
    Callable<String> outer = () -> pool.invokeAny(inner) + " " + pool.invokeAny(inner, 1, DAYS);
    assertEquals("second second", pool.submit(outer).get());
  }

  @WithAndWithoutQueue
  void completableFuture(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    CompletableFuture<Integer> chain =
        CompletableFuture.supplyAsync(() -> 1, pool)
            .thenComposeAsync(n -> CompletableFuture.supplyAsync(() -> n + 1, pool), pool)
            .thenApplyAsync(n -> n + 1, pool);
    assertEquals(3, chain.get());
  }

  @WithAndWithoutQueue
  void deepRecursion(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    assertEquals(610, pool.submit(() -> fibonacci(pool, 15)).get());
  }

  private static int fibonacci(WorkerPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
    return left.get() + right.get();
  }

  @WithAndWithoutQueue
  void tasksOfEveryDepthCount(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Future<Integer> outer = pool.submit(() -> fibonacci(pool, 5));
    assertEquals(5, outer.get());
    pool.close();
    assertEquals(15, pool.stats().completed()); // the calls of fibonacci(5)
    assertTrue(pool.isTerminated());
  }
}
