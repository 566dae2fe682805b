package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.KeyedPools;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Interrupts of a task, and of those that it runs while it waits for them. */
class KeyedInterruptTest extends KeyedFixture {

  private KeyedPools<String> pools() {
    return pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
  }

  private static boolean sleeps() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE.toSeconds());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The inner task consumes an interrupt; returns who saw one. */
  private static String interruptedTwice(KeyedPools<String> pools, CountDownLatch started)
      throws ExecutionException, InterruptedException {
    Future<Boolean> inner =
        pools.submit(
            "a",
            () -> {
              started.countDown();
              return sleeps();
            });
    boolean innerSleeps;
    try {
      innerSleeps = inner.get();
    } catch (InterruptedException e) {
      return "outer alone";
    }
    return (innerSleeps ? "" : "inner ") + (sleeps() ? "" : "outer");
  }

  @Test
  void shutdownNowReachesTheOuterTaskThroughTheInner() throws Exception {
    KeyedPools<String> pools = pools();
    CountDownLatch inner = new CountDownLatch(1);
    Future<String> outer = pools.submit("a", () -> interruptedTwice(pools, inner));
    awaitLatch(inner);
    pools.shutdownNow();
    assertEquals("inner outer", outer.get());
  }

  /** Nobody meant the inner task, which consumes the interrupt all the same. */
  @Test
  void cancelReachesTheOuterTaskThroughTheInner() throws Exception {
    KeyedPools<String> pools = pools();
    CountDownLatch inner = new CountDownLatch(1);
    CompletableFuture<String> seen = new CompletableFuture<>();
    Future<?> outer = pools.submit("a", () -> seen.complete(interruptedTwice(pools, inner)));
    awaitLatch(inner);
    outer.cancel(/* mayInterruptIfRunning= */ true);
    assertEquals("inner outer", seen.get());
  }

  @Test
  void interruptOfTheInnerTaskStaysThere() throws Exception {
    KeyedPools<String> pools = pools();
    Future<Boolean> outer =
        pools.submit(
            "a",
            () -> {
              CompletableFuture<Future<?>> itself = new CompletableFuture<>();
              Future<?> inner =
                  pools.submit("a", () -> itself.join().cancel(/* mayInterruptIfRunning= */ true));
              itself.complete(inner);
              assertThrows(CancellationException.class, inner::get);
              return Thread.currentThread().isInterrupted();
            });
    assertFalse(outer.get());
  }
}
