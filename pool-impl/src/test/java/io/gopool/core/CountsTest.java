package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pool says of itself. */
@OnEachKind
class CountsTest extends CoreFixture {

  private static void assertCounts(
      WorkerPool pool, int running, int free, int queued, int waiting, int idle) {
    PoolStats stats = pool.stats();
    assertAll(
        stats::toString,
        () -> assertEquals(running, pool.running(), "running"),
        () -> assertEquals(free, pool.free(), "free"),
        () -> assertEquals(queued, pool.queued(), "queued"),
        () -> assertEquals(waiting, pool.waiting(), "waiting"),
        () -> assertEquals(idle, pool.idle(), "idle"),
        () -> assertEquals(running, stats.running(), "stats.running"),
        () -> assertEquals(queued, stats.queued(), "stats.queued"),
        () -> assertEquals(waiting, stats.waiting(), "stats.waiting"),
        () -> assertEquals(idle, stats.idle(), "stats.idle"));
  }

  @Test
  void unusedPoolIsFree() {
    assertCounts(pool(3, 2), /* running= */ 0, /* free= */ 3, 0, 0, /* idle= */ 0);
  }

  @Test
  void eachTaskTakesASlotThenAPlaceInTheQueueThenItsSubmitterWaits() throws Exception {
    WorkerPool pool = pool(2, 1);
    Blocker first = startBlocker(pool);
    assertCounts(pool, /* running= */ 1, /* free= */ 1, 0, 0, 0);
    Blocker second = startBlocker(pool);
    assertCounts(pool, /* running= */ 2, /* free= */ 0, 0, 0, 0);
    pool.execute(blocker());
    assertCounts(pool, 2, 0, /* queued= */ 1, 0, 0);
    Caller<Void> submitter = blockedSubmitter(pool, blocker());
    assertCounts(pool, 2, 0, 1, /* waiting= */ 1, 0);

    first.letGo();
    submitter.result();
    eventually(() -> pool.queued() == 1);
    assertCounts(pool, 2, 0, 1, /* waiting= */ 0, 0);
    second.letGo();
    eventually(() -> pool.queued() == 0);
    assertCounts(pool, 2, 0, /* queued= */ 0, 0, 0);
  }

  @Test
  void workersAreIdleAfterwards() throws Exception {
    WorkerPool pool = pool(3);
    fill(pool).forEach(Blocker::letGo);
    eventually(() -> pool.idle() == 3);
    assertCounts(pool, 0, /* free= */ 3, 0, 0, /* idle= */ 3);
  }

  @Test
  void unboundedPoolIsAlwaysFree() throws Exception {
    WorkerPool pool = pool(WorkerPool.Builder::unbounded);
    startBlocker(pool);
    assertEquals(Integer.MAX_VALUE, pool.capacity());
    assertEquals(1, pool.running());
    assertEquals(Integer.MAX_VALUE - 1, pool.free());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 3", "50, 0", "50, 20"})
  void readingsStayWithinTheirBoundsWhileThePoolIsBusy(int capacity, int queueCapacity)
      throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    int submitters = 4;
    AtomicBoolean stop = new AtomicBoolean();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Caller<Void>> callers = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      callers.add(
          Caller.run(
              () -> {
                while (!stop.get()) {
                  pool.submit(() -> LockSupport.parkNanos(1_000));
                }
              }));
    }
    AtomicLong lastSubmitted = new AtomicLong();
    for (int i = 0; i < 2_000 || lastSubmitted.get() < 200; i++) {
      sample(pool, submitters, lastSubmitted, wrong);
    }
    stop.set(true);
    for (Caller<Void> caller : callers) {
      caller.result();
    }
    assertEquals(List.of(), List.copyOf(wrong));
  }

  private static void sample(
      WorkerPool pool, int submitters, AtomicLong lastSubmitted, Queue<String> wrong) {
    PoolStats s = pool.stats();
    check(s.running(), s.capacity(), "stats.running", wrong);
    check(s.queued(), Integer.MAX_VALUE, "stats.queued", wrong); // ends may be counted late
    check(s.waiting(), submitters, "stats.waiting", wrong);
    check(s.idle(), s.capacity(), "stats.idle", wrong);
    check(pool.running(), s.capacity(), "running", wrong);
    check(pool.queued(), s.queueCapacity(), "queued", wrong);
    check(pool.free(), s.capacity(), "free", wrong);
    check(pool.waiting(), submitters, "waiting", wrong);
    check(pool.idle(), s.capacity(), "idle", wrong);
    long ended = s.completed() + s.failed() + s.cancelled();
    if (s.submitted() != ended + s.queued() + s.running()) {
      wrong.add("does not add up: " + s);
    }
    if (s.submitted() < lastSubmitted.getAndSet(s.submitted())) {
      wrong.add("shrank: " + s);
    }
  }

  private static void check(int value, int most, String what, Queue<String> wrong) {
    if (value < 0 || value > most) {
      wrong.add(what + " was " + value + ", expected [0, " + most + "]");
    }
  }
}
