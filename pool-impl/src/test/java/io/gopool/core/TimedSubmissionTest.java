package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code tryExecute(task, maxWait)}. */
@OnEachKind
class TimedSubmissionTest extends CoreFixture {

  static List<Duration> shortTimes() {
    return List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(20));
  }

  static List<Duration> longTimes() {
    return List.of(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("shortTimes")
  void fullPoolRefusesWhenTheTimeIsOverAndTheTaskNeverRuns(Duration maxWait) throws Exception {
    WorkerPool pool = pool(1, 1);
    Blocker running = startBlocker(pool);
    pool.execute(blocker());
    Blocker refused = blocker();
    long before = System.nanoTime();
    assertFalse(pool.tryExecute(refused, maxWait));
    assertTrue(System.nanoTime() - before >= maxWait.toNanos(), "gave up early");
    assertEquals(0, pool.waiting());
    assertEquals(1, pool.stats().rejected());
    assertEquals(2, pool.stats().submitted());

    running.letGo();
    eventually(() -> pool.queued() == 0);
    startBlockerElsewhere(pool);
    refused.assertNeverStarted();
  }

  /** Another task is run, so one that was still in the line would have been run before it. */
  private void startBlockerElsewhere(WorkerPool pool) throws Exception {
    pool.resize(2);
    startBlocker(pool);
  }

  @ParameterizedTest
  @MethodSource("shortTimes")
  void freePoolTakesTheTaskHoweverShortTheTime(Duration maxWait) throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    assertTrue(pool.tryExecute(task, maxWait));
    task.awaitStart();
  }

  @ParameterizedTest
  @MethodSource("longTimes")
  void slotWithinTheTimeIsTaken(Duration maxWait) throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker next = blocker();
    Caller<Boolean> submitter = Caller.call(() -> pool.tryExecute(next, maxWait));
    eventually(() -> pool.waiting() == 1);
    running.letGo();
    assertTrue(submitter.result());
    next.awaitStart();
  }

  @Test
  void waitsWhateverThePolicy() throws Exception {
    for (Admission policy : List.of(Admission.reject(), Admission.callerRuns())) {
      WorkerPool pool = pool(b -> b.capacity(1).admission(policy));
      Blocker running = startBlocker(pool);
      Blocker next = blocker();
      Caller<Boolean> submitter = Caller.call(() -> pool.tryExecute(next, Duration.ofDays(1)));
      eventually(() -> pool.waiting() == 1);
      running.letGo();
      assertTrue(submitter.result());
      next.awaitStart();
    }
  }

  @Test
  void negativeTimeIsRefusedWithItsValue() {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> pool.tryExecute(task, Duration.ofMillis(-5)));
    assertEquals(
        "maxWait must not be negative, was PT-0.005S; use zero not to wait", e.getMessage());
    assertEquals(0, pool.stats().submitted());
  }
}
