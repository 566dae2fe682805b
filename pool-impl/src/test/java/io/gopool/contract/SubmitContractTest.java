package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEachPool
class SubmitContractTest extends ContractFixture {

  @Test
  void callableGivesItsResult() throws Exception {
    Object result = new Object();
    assertSame(result, pool(1).submit(() -> result).get());
  }

  @Test
  void callableMayGiveNull() throws Exception {
    Callable<String> task = () -> null;
    assertNull(pool(1).submit(task).get());
  }

  @Test
  void runnableGivesNull() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Runnable task = runs::incrementAndGet;
    assertNull(pool(1).submit(task).get());
    assertEquals(1, runs.get());
  }

  @Test
  void runnableGivesTheResultItWasSubmittedWith() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Object result = new Object();
    assertSame(result, pool(1).submit(runs::incrementAndGet, result).get());
    assertEquals(1, runs.get());
  }

  @Test
  void resultOfARunnableMayBeNull() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    assertNull(pool(1).submit(runs::incrementAndGet, null).get());
    assertEquals(1, runs.get());
  }

  @Test
  void nullTaskIsRefused() {
    WorkerPool pool = pool(1);
    assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null));
    assertThrows(NullPointerException.class, () -> pool.submit((Callable<Object>) null));
    assertThrows(NullPointerException.class, () -> pool.submit(null, "result"));
    assertEquals(0, pool.stats().submitted());
  }

  @ParameterizedTest
  @EnumSource
  void failureOfACallableIsTheCauseOfItsExecutionException(Failure failure) {
    Throwable thrown = failure.newThrowable();
    Future<Object> future = pool(1).submit(Failure.callable(thrown));
    assertSame(thrown, assertThrows(ExecutionException.class, future::get).getCause());
  }

  @ParameterizedTest
  @EnumSource
  void failureOfARunnableIsTheCauseOfItsExecutionException(Failure failure) {
    Throwable thrown = failure.newThrowable();
    WorkerPool pool = pool(1);
    Future<?> future = pool.submit(Failure.runnable(thrown));
    assertSame(thrown, assertThrows(ExecutionException.class, future::get).getCause());

    Future<String> withResult = pool.submit(Failure.runnable(thrown), "result");
    assertSame(thrown, assertThrows(ExecutionException.class, withResult::get).getCause());
  }

  @ParameterizedTest
  @EnumSource
  void poolGoesOnAfterFailures(Failure failure) throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 20; i++) {
      Future<Object> failed = pool.submit(Failure.callable(failure.newThrowable()));
      assertThrows(ExecutionException.class, failed::get);
      assertEquals(i, pool.submit(() -> 0).get() + i);
    }
    pool.shutdown();
    awaitTermination(pool);
    assertEquals(20, pool.stats().failed());
    assertEquals(20, pool.stats().completed());
  }

  @Test
  void failureBelongsToTheFutureAndNotToTheExceptionHandler() throws Exception {
    Queue<Throwable> handled = new ConcurrentLinkedQueue<>();
    WorkerPool pool = pool(b -> b.capacity(1).exceptionHandler((task, t) -> handled.add(t)));
    Future<Object> future = pool.submit(Failure.callable(new IllegalStateException("mine")));
    assertThrows(ExecutionException.class, future::get);
    pool.shutdown();
    awaitTermination(pool);
    assertTrue(handled.isEmpty(), handled::toString);
  }

  @WithAndWithoutQueue
  void everyFutureHasTheResultOfItsOwnTask(int queueCapacity) throws Exception {
    WorkerPool pool = pool(4, queueCapacity);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int result = i;
      futures.add(pool.submit(() -> result));
    }
    for (int i = 0; i < futures.size(); i++) {
      assertEquals(i, futures.get(i).get());
    }
  }

  @Test
  void oneTaskMayBeSubmittedManyTimes() throws Exception {
    WorkerPool pool = pool(2);
    AtomicInteger runs = new AtomicInteger();
    Callable<Integer> task = runs::incrementAndGet;
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      futures.add(pool.submit(task));
    }
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    assertEquals(100 * 101 / 2, sum);
  }
}
