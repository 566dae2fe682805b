package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A {@link CompletableFuture} whose stages run in the pool. */
@OnEachPool
class CompletableFutureContractTest extends ContractFixture {

  @Test
  void stagesRunInThePool() {
    WorkerPool pool = pool(2);
    CompletableFuture<List<Thread>> stages =
        CompletableFuture.supplyAsync(Thread::currentThread, pool)
            .thenApplyAsync(first -> List.of(first, Thread.currentThread()), pool);
    for (Thread worker : stages.join()) {
      assertTrue(kind.matches(worker));
      assertNotSame(Thread.currentThread(), worker);
    }
  }

  @Test
  void failureOfAStageComesThrough() {
    WorkerPool pool = pool(1);
    IllegalStateException thrown = new IllegalStateException("stage");
    CompletableFuture<Void> stage = CompletableFuture.runAsync(Failure.runnable(thrown), pool);
    assertSame(thrown, assertThrows(CompletionException.class, stage::join).getCause());
  }

  @WithAndWithoutQueue
  void manyStagesAreCombined(int queueCapacity) {
    WorkerPool pool = pool(3, queueCapacity);
    AtomicInteger sum = new AtomicInteger();
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      int summand = i;
      stages.add(
          CompletableFuture.supplyAsync(() -> summand, pool).thenAcceptAsync(sum::addAndGet, pool));
    }
    CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).join();
    assertEquals(1_000 * 1_001 / 2, sum.get());
  }

  @Test
  void shutDownPoolRefusesAStage() {
    WorkerPool pool = pool(1);
    pool.shutdown();
    assertThrows(
        RejectedExecutionException.class, () -> CompletableFuture.supplyAsync(() -> 1, pool));
  }
}
