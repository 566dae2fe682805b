package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.PoolOverloadedException;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pool gets a task. */
@OnEachKind
class MultiPoolBalancingTest extends MultiPoolTestBase {

  @Test
  void roundRobinTakesOneAfterTheOther() throws Exception {
    MultiPool pool = multi(3, 10);
    for (int i = 1; i <= 9; i++) {
      startAny(pool);
      int full = i / 3;
      int rest = i % 3;
      assertEquals(
          List.of(full + (rest > 0 ? 1 : 0), full + (rest > 1 ? 1 : 0), full), running(pool));
    }
  }

  @Test
  void leastRunningTakesTheLeastLoaded() throws Exception {
    MultiPool pool = multi(3, 10, LoadBalancing.LEAST_RUNNING, b -> b);
    load(pool, 0, 3);
    load(pool, 1, 1);
    startAny(pool);
    assertEquals(List.of(3, 1, 1), running(pool));
    for (int i = 0; i < 4; i++) {
      startAny(pool);
    }
    assertEquals(List.of(3, 3, 3), running(pool));
  }

  @Test
  void leastRunningCountsWhatIsQueued() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.LEAST_RUNNING, b -> b.queueCapacity(5));
    load(pool, 0, 1);
    pool.pools().get(0).execute(blocker());
    pool.pools().get(0).execute(blocker());
    load(pool, 1, 1);
    pool.execute(blocker());
    assertEquals(1, pool.pools().get(1).queued());
    assertEquals(2, pool.pools().get(0).queued());
  }

  @Test
  void powerOfTwoChoicesTakesTheLessLoadedOfTwo() throws Exception {
    MultiPool pool = multi(2, 20, LoadBalancing.POWER_OF_TWO_CHOICES, b -> b);
    load(pool, 0, 10);
    for (int i = 0; i < 10; i++) {
      startAny(pool);
    }
    assertEquals(List.of(10, 10), running(pool));
  }

  @Test
  void powerOfTwoChoicesNeverTakesTheMostLoaded() throws Exception {
    MultiPool pool = multi(4, 20, LoadBalancing.POWER_OF_TWO_CHOICES, b -> b);
    load(pool, 2, 10);
    for (int i = 0; i < 10; i++) {
      startAny(pool);
    }
    assertEquals(10, running(pool).get(2));
    assertEquals(20, pool.running());
  }

  @ParameterizedTest
  @EnumSource
  void onePoolIsEnough(LoadBalancing strategy) throws Exception {
    MultiPool pool = multi(1, 2, strategy, b -> b);
    startAny(pool);
    startAny(pool);
    assertFalse(pool.tryExecute(blocker()));
  }

  @Test
  void fullPoolPassesOnToTheLeastLoadedOther() throws Exception {
    MultiPool pool = multi(3, 2);
    load(pool, 0, 2);
    load(pool, 1, 1);
    startAny(pool); // it is the turn of the first
    assertEquals(List.of(2, 1, 1), running(pool));
    assertEquals(0, pool.stats().rejected());
  }

  @ParameterizedTest
  @EnumSource
  void everySlotIsFoundBeforeATaskIsRefused(LoadBalancing strategy) throws Exception {
    MultiPool pool = multi(4, 3, strategy, b -> b.admission(Admission.reject()));
    for (int i = 0; i < 12; i++) {
      startAny(pool);
    }
    assertEquals(List.of(3, 3, 3, 3), running(pool));
    Blocker refused = blocker();
    assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertFalse(pool.tryExecute(refused));
    assertFalse(pool.tryExecute(refused, Duration.ofNanos(1)));
    assertEquals(3, pool.stats().rejected());
    assertEquals(12, pool.stats().submitted());
    refused.assertNeverStarted();
  }

  @Test
  void submitterBlocksWhenAllAreFull() throws Exception {
    MultiPool pool = multi(2, 1);
    Blocker first = startAny(pool);
    Blocker second = startAny(pool);
    Blocker next = blocker();
    Caller<Void> submitter = blockedSubmitter(pool, next);
    first.letGo();
    second.letGo();
    submitter.result();
    next.awaitStart();
  }

  @Test
  void submitterRunsTheTaskWhenAllAreFull() throws Exception {
    MultiPool pool =
        multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.admission(Admission.callerRuns()));
    startAny(pool);
    startAny(pool);
    assertTrue(pool.submit(Thread::currentThread).resultNow() == Thread.currentThread());
    assertEquals(1, pool.stats().completed());
  }
}
