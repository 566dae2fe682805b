package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.WithAndWithoutQueue;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task uses its own pool, which may have but one slot, and does not deadlock. */
@OnEachKind
class NestedSubmissionTest extends CoreFixture {

  private interface Level {
    int go(WorkerPool pool, int depth) throws Exception;
  }

  private static int viaSubmit(WorkerPool pool, int depth) throws Exception {
    return depth == 0 ? 0 : 1 + pool.submit(() -> viaSubmit(pool, depth - 1)).get();
  }

  private static int viaInvokeAll(WorkerPool pool, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    Callable<Integer> next = () -> viaInvokeAll(pool, depth - 1);
    int sum = 0;
    for (Future<Integer> f : pool.invokeAll(List.of(next, next))) {
      sum += f.get();
    }
    return sum;
  }

  private static int viaInvokeAny(WorkerPool pool, int depth) throws Exception {
    Callable<Integer> next = () -> viaInvokeAny(pool, depth - 1);
    Callable<Integer> fails =
        () -> {
          throw new IllegalStateException("expected");
        };
    return depth == 0 ? 0 : 1 + pool.invokeAny(List.of(fails, next));
  }

  private static int run(WorkerPool pool, int depth, Level level) throws Exception {
    return pool.submit(() -> level.go(pool, depth)).get();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 10", "2, 0", "2, 10"})
  void submitAndGetThreeLevelsDeep(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    assertEquals(3, run(pool, 3, NestedSubmissionTest::viaSubmit));
    assertEquals(4, pool.stats().submitted());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 10", "2, 0", "2, 10"})
  void invokeAllThreeLevelsDeep(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    assertEquals(8, run(pool, 3, NestedSubmissionTest::viaInvokeAll));
    assertEquals(15, pool.stats().submitted());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 10", "2, 0", "2, 10"})
  void invokeAnyThreeLevelsDeep(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    assertEquals(3, run(pool, 3, NestedSubmissionTest::viaInvokeAny));
  }

  @WithAndWithoutQueue
  void submitAndGetFarDeeperThanTasksRunInline(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    int depth = 2 * Worker.MAX_INLINE_DEPTH;
    assertEquals(depth, run(pool, depth, NestedSubmissionTest::viaSubmit));
    assertEquals(depth, run(pool, depth, NestedSubmissionTest::viaInvokeAny));
  }

  @WithAndWithoutQueue
  void manySubmissionsBeforeTheFirstGet(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Callable<Integer> outer =
        () -> {
          List<Future<Integer>> inner =
              IntStream.range(0, 1_000).mapToObj(i -> pool.submit(() -> i)).toList();
          int sum = 0;
          for (Future<Integer> f : inner.reversed()) {
            sum += f.get();
          }
          return sum;
        };
    assertEquals(499_500, pool.submit(outer).get());
  }

  @Test
  void completableFutureInsideATaskOfAFullPool() throws Exception {
    WorkerPool pool = pool(1);
    Callable<String> outer =
        () ->
            CompletableFuture.supplyAsync(() -> "a", pool)
                .thenApplyAsync(s -> s + "b", pool)
                .thenCombineAsync(
                    CompletableFuture.supplyAsync(() -> "c", pool), String::concat, pool)
                .join();
    assertEquals("abc", pool.submit(outer).get());
  }

  @Test
  void executeOfAFullPoolRunsInTheWorkersThread() throws Exception {
    WorkerPool pool = pool(1);
    AtomicReference<Thread> inner = new AtomicReference<>();
    Callable<Thread> outer =
        () -> {
          pool.execute(() -> inner.set(Thread.currentThread()));
          assertSame(Thread.currentThread(), inner.get()); // has run already
          return Thread.currentThread();
        };
    assertSame(pool.submit(outer).get(), inner.get());
    assertEquals(2, pool.stats().submitted());
  }

  @Test
  void failureOfATaskThatRunsInlineStaysItsOwn() throws Exception {
    AtomicReference<Throwable> handled = new AtomicReference<>();
    WorkerPool pool = pool(b -> b.capacity(1).exceptionHandler((task, t) -> handled.set(t)));
    IllegalStateException failure = new IllegalStateException("expected");
    Future<String> outer =
        pool.submit(
            () -> {
              pool.execute(
                  () -> {
                    throw failure;
                  });
              return "went on";
            });
    assertEquals("went on", outer.get());
    assertSame(failure, handled.get());
    assertEquals(1, pool.stats().failed());
  }

  @Test
  void failureOfAHelpedTaskIsInItsFuture() throws Exception {
    WorkerPool pool = pool(1, 10);
    IllegalStateException failure = new IllegalStateException("expected");
    Future<Throwable> outer =
        pool.submit(
            () -> {
              Future<?> inner =
                  pool.submit(
                      () -> {
                        throw failure;
                      });
              try {
                inner.get();
                return null;
              } catch (ExecutionException e) {
                return e.getCause();
              }
            });
    assertSame(failure, outer.get());
    assertEquals(1, pool.stats().failed());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void chainOfSelfSubmissionsDoesNotOverflowTheStack(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    int length = 100_000;
    CountDownLatch executed = new CountDownLatch(length);
    pool.execute(new Chain(executed, pool::execute));
    awaitLatch(executed);
    CountDownLatch submitted = new CountDownLatch(length);
    Queue<Future<?>> futures = new ConcurrentLinkedQueue<>();
    Chain chain = new Chain(submitted, task -> futures.add(pool.submit(task)));
    chain.submit.accept(chain);
    awaitLatch(submitted);
    pool.close();
    assertTrue(futures.stream().allMatch(f -> f.state() == Future.State.SUCCESS));
    assertEquals(2L * length, pool.stats().completed());
  }

  private record Chain(CountDownLatch left, Consumer<Runnable> submit) implements Runnable {
    @Override
    public void run() {
      left.countDown();
      if (left.getCount() > 0) {
        submit.accept(this);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 10", "2, 0", "2, 10", "8, 0", "8, 10", "8, 10000"})
  void forkAndJoin(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    assertEquals(987, run(pool, 16, NestedSubmissionTest::fibonacci));
    pool.close();
    assertEquals(3_193, pool.stats().completed()); // the calls of fibonacci(16)
  }

  private static int fibonacci(WorkerPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
    return left.get() + right.get();
  }

  @Test
  void submittersOutsideAreServedWhenAHelpedTaskHasEnded() throws Exception {
    WorkerPool pool = pool(1, 1);
    CountDownLatch mayHelp = new CountDownLatch(1);
    CountDownLatch submitted = new CountDownLatch(1);
    AtomicInteger order = new AtomicInteger();
    Future<Integer> outer =
        pool.submit(
            () -> {
              Future<Integer> inner = pool.submit(order::incrementAndGet);
              awaitLatch(mayHelp);
              inner.get();
              awaitLatch(submitted); // by a thread that needs the place of the inner task
              return order.incrementAndGet();
            });
    eventually(() -> pool.queued() == 1);
    var submitter = blockedSubmitter(pool, order::incrementAndGet);
    mayHelp.countDown();
    submitter.result();
    submitted.countDown();
    assertEquals(2, outer.get());
    pool.close();
    assertEquals(3, order.get());
    assertTrue(pool.isTerminated());
  }
}
