package io.gopool.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains of which each stage is a task that submits the next one to the pool that it runs in. */
@OnEachKind
class CompletableFutureChainTest extends PoolFixture {

  private static final int STAGES = 50_000;

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 10", "4, 0", "4, 1000"})
  void longChainEnds(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    CompletableFuture<Integer> start = new CompletableFuture<>();
    CompletableFuture<Integer> end = start;
    for (int i = 0; i < STAGES; i++) {
      end = end.thenApplyAsync(n -> n + 1, pool);
    }
    start.complete(0);
    assertEquals(STAGES, end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    pool.close();
    assertEquals(STAGES, pool.stats().completed());
  }

  @Test
  void manyChainsOfAFullPoolEnd() throws Exception {
    int chains = 200;
    int stages = 200;
    WorkerPool pool = pool(2);
    AtomicInteger steps = new AtomicInteger();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < chains; i++) {
      CompletableFuture<Void> chain = CompletableFuture.runAsync(steps::incrementAndGet, pool);
      for (int j = 1; j < stages; j++) {
        chain = chain.thenRunAsync(steps::incrementAndGet, pool);
      }
      ends.add(chain);
    }
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    pool.close();
    assertEquals(chains * stages, steps.get());
    assertEquals(steps.get(), pool.stats().completed());
  }

  /** Each number is the sum of two that are computed by the same pool. */
  @Test
  void treeThatCombinesStagesEnds() throws Exception {
    WorkerPool pool = pool(1);
    assertEquals(610, fibonacci(15, pool).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    pool.close();
    assertEquals(0, pool.stats().failed());
  }

  private static CompletableFuture<Integer> fibonacci(int n, WorkerPool pool) {
    if (n < 2) {
      return CompletableFuture.supplyAsync(() -> n, pool);
    }
    return CompletableFuture.completedFuture(n)
        .thenComposeAsync(m -> fibonacci(m - 1, pool), pool)
        .thenCombineAsync(fibonacci(n - 2, pool), Integer::sum, pool);
  }
}
