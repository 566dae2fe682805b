package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each way to submit does when a task calls it on its own full pool. */
@OnEachKind
class NestedPolicyTest extends CoreFixture {

  static List<Admission> policiesThatRunInline() {
    return List.of(
        Admission.block(),
        Admission.block(Duration.ZERO),
        Admission.block(Duration.ofDays(1)),
        Admission.callerRuns());
  }

  @ParameterizedTest
  @MethodSource("policiesThatRunInline")
  void executeRunsInline(Admission policy) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(policy).maxBlockedSubmitters(0));
    AtomicInteger ran = new AtomicInteger();
    Callable<Integer> outer =
        () -> {
          pool.execute(ran::incrementAndGet);
          return ran.get();
        };
    assertEquals(1, pool.submit(outer).get());
    assertEquals(0, pool.stats().rejected());
  }

  @Test
  void rejectRejectsNestedSubmissionsToo() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    Blocker refused = blocker();
    Future<?> outer = pool.submit(() -> pool.execute(refused));
    ExecutionException e = assertThrows(ExecutionException.class, outer::get);
    assertTrue(e.getCause() instanceof PoolOverloadedException, e::toString);
    assertEquals(1, pool.stats().rejected());
    refused.assertNeverStarted();
  }

  @Test
  void tryExecuteIsRefused() throws Exception {
    WorkerPool pool = pool(1);
    Blocker refused = blocker();
    assertFalse(pool.submit(() -> pool.tryExecute(refused)).get());
    assertEquals(1, pool.stats().rejected());
    refused.assertNeverStarted();
  }

  @ParameterizedTest
  @MethodSource("waits")
  void tryExecuteWithATimeRunsInline(Duration maxWait) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    AtomicInteger ran = new AtomicInteger();
    Callable<Integer> outer = () -> pool.tryExecute(ran::incrementAndGet, maxWait) ? ran.get() : -1;
    assertEquals(1, pool.submit(outer).get());
    assertEquals(2, pool.stats().submitted());
    assertEquals(0, pool.stats().rejected());
  }

  static List<Duration> waits() {
    return List.of(Duration.ZERO, Duration.ofDays(1));
  }

  @Test
  void placeInTheQueueIsTakenFirst() throws Exception {
    WorkerPool pool = pool(1, 1);
    Blocker queued = blocker();
    assertTrue(pool.submit(() -> pool.tryExecute(queued)).get());
    queued.awaitStart();
  }
}
