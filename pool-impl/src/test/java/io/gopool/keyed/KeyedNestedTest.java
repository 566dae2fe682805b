package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.PoolOverloadedException;
import io.gopool.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task uses the pools that it runs in, and does not deadlock. */
class KeyedNestedTest extends KeyedFixture {

  @Test
  void waitWhoseTimeIsOverRunsNothing() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    AtomicInteger ran = new AtomicInteger();
    Future<Integer> outer =
        pools.submit(
            "a",
            () -> {
              Future<?> inner = pools.submit("a", ran::incrementAndGet);
              for (long over : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThrows(TimeoutException.class, () -> inner.get(over, TimeUnit.SECONDS));
              }
              return ran.get();
            });
    assertEquals(0, outer.get());
    awaitQuiet(pools);
    assertEquals(1, ran.get());
  }

  private static int fibonacci(KeyedPools<String> pools, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pools.submit("k" + n % 3, () -> fibonacci(pools, n - 1));
    Future<Integer> right = pools.submit("k" + n % 2, () -> fibonacci(pools, n - 2));
    return left.get() + right.get();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "1, 1, 5", "1, 2, 0", "2, 2, 3", "4, 5, 2", "1, 1000, 5", "2, 1000, 0"})
  void forkAndJoinOverKeys(int perKey, int total, int queue) throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(perKey).totalCapacity(total).queueCapacityPerKey(queue));
    assertEquals(610, pools.submit("root", () -> fibonacci(pools, 15)).get());
    awaitQuiet(pools);
    assertEquals(1_973, pools.stats().completed()); // the calls of fibonacci(15)
  }

  private static int viaGroup(KeyedPools<String> pools, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    int sum = 0;
    try (TaskGroup group = pools.group("k" + depth % 2)) {
      for (int i = 0; i < 2; i++) {
        var unused = group.submit(() -> viaGroup(pools, depth - 1));
      }
      for (Integer result : group.join().results(Integer.class)) {
        sum += result;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "1, 1, 5", "2, 3, 0", "2, 3, 5"})
  void groupsNestToAnyDepth(int perKey, int total, int queue) throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(perKey).totalCapacity(total).queueCapacityPerKey(queue));
    assertEquals(256, pools.submit("root", () -> viaGroup(pools, 8)).get());
  }

  @Test
  void exhaustedTotalRunsInlineInTheWorkersThread() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).totalCapacity(1));
    AtomicReference<Thread> inner = new AtomicReference<>();
    Thread outer =
        pools
            .submit(
                "a",
                () -> {
                  pools.execute("b", () -> inner.set(Thread.currentThread()));
                  return Thread.currentThread();
                })
            .get();
    assertSame(outer, inner.get());
    awaitQuiet(pools);
    assertEquals(1, pools.stats("a").completed());
    assertEquals(1, pools.stats("b").completed());
  }

  @Test
  void completableFutureInsideATask() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).totalCapacity(1));
    String result =
        pools
            .submit(
                "a",
                () ->
                    CompletableFuture.supplyAsync(() -> "x", pools.executor("b"))
                        .thenApplyAsync(s -> s + "y", pools.executor("a"))
                        .join())
            .get();
    assertEquals("xy", result);
  }

  @Test
  void rejectHoldsForTasksToo() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).admission(Admission.reject()));
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () -> pools.submit("a", () -> pools.execute("a", () -> {})).get());
    assertTrue(failure.getCause() instanceof PoolOverloadedException);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void chainOfSelfSubmissionsDoesNotOverflowTheStack(int queue) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(queue));
    CountDownLatch left = new CountDownLatch(50_000);
    pools.execute(
        "a",
        new Runnable() {
          @Override
          public void run() {
            left.countDown();
            if (left.getCount() > 0) {
              pools.execute("a", this);
            }
          }
        });
    awaitLatch(left);
  }

  private static int depth(KeyedPools<String> pools, int left) throws Exception {
    return left == 0 ? 0 : 1 + pools.submit("a", () -> depth(pools, left - 1)).get();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void recursionByFuturesDoesNotOverflowTheStack(int queue) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(queue));
    assertEquals(20_000, depth(pools, 20_000));
  }

  /** Nothing can be queued for a key that has no place. */
  @Test
  void chainOfSubmissionsToAKeyWithoutAPlaceDoesNotOverflowTheStack() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1));
    CountDownLatch left = new CountDownLatch(50_000);
    Runnable link =
        new Runnable() {
          @Override
          public void run() {
            left.countDown();
            if (left.getCount() > 0) {
              pools.execute("b", this);
            }
          }
        };
    pools.submit("a", () -> pools.execute("b", link)).get();
    assertEquals(0, left.getCount());
    awaitQuiet(pools);
    assertEquals(50_001, pools.stats().completed());
  }

  @Test
  void manySubmissionsBeforeTheFirstGet() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(2));
    int sum =
        pools
            .submit(
                "a",
                () -> {
                  List<Future<Integer>> inner = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    int n = i;
                    inner.add(pools.submit(i % 2 == 0 ? "a" : "b", () -> n));
                  }
                  int all = 0;
                  for (Future<Integer> f : inner.reversed()) {
                    all += f.get();
                  }
                  return all;
                })
            .get();
    assertEquals(4_950, sum);
  }
}
