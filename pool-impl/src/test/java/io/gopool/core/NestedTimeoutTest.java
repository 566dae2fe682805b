package io.gopool.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A task that waits for others with a timeout runs none of them when the time is over. */
@OnEachKind
class NestedTimeoutTest extends CoreFixture {

  private static final long SHORT_MILLIS = 20;

  private final AtomicInteger ran = new AtomicInteger();

  /** Takes longer than the time for all. */
  private Callable<Integer> slow() {
    return () -> {
      long end = System.nanoTime() + MILLISECONDS.toNanos(2 * SHORT_MILLIS);
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(MILLISECONDS.toNanos(1));
      }
      return ran.incrementAndGet();
    };
  }

  @Test
  void invokeAllRunsNoneBeyondItsTime() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    List<Callable<Integer>> tasks = Collections.nCopies(10, slow());
    Callable<List<Future<Integer>>> outer = () -> pool.invokeAll(tasks, SHORT_MILLIS, MILLISECONDS);
    List<Future<Integer>> futures = pool.submit(outer).get();
    assertEquals(10, futures.size());
    assertTrue(futures.stream().allMatch(Future::isDone));
    pool.close();
    assertTrue(ran.get() <= 1, ran::toString);
  }

  @Test
  void invokeAnyRunsNoneBeyondItsTime() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Callable<Integer> fails =
        () -> {
          slow().call();
          throw new IllegalStateException("expected");
        };
    List<Callable<Integer>> tasks = Collections.nCopies(10, fails);
    Callable<TimeoutException> outer =
        () ->
            assertThrows(
                TimeoutException.class, () -> pool.invokeAny(tasks, SHORT_MILLIS, MILLISECONDS));
    pool.submit(outer).get();
    pool.close();
    assertTrue(ran.get() <= 1, ran::toString);
  }

  @Test
  void getWithoutTimeDoesNotRunTheTask() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Callable<TimeoutException> outer =
        () -> {
          Future<Integer> inner = pool.submit(ran::incrementAndGet);
          return assertThrows(TimeoutException.class, () -> inner.get(0, MILLISECONDS));
        };
    pool.submit(outer).get();
    pool.close();
    assertEquals(1, ran.get()); // by the worker, after the outer one
  }
}
