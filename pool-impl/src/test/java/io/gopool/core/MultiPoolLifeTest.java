package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolClosedException;
import io.gopool.PoolObserver;
import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Size, counts and end of several pools behind one. */
@OnEachKind
class MultiPoolLifeTest extends MultiPoolTestBase {

  private static List<Integer> capacities(MultiPool pool) {
    return pool.pools().stream().map(WorkerPool::capacity).toList();
  }

  @Test
  void resizeSpreadsTheCapacityEvenly() throws Exception {
    MultiPool pool = multi(3, 1);
    pool.resize(7);
    assertEquals(List.of(3, 2, 2), capacities(pool));
    assertEquals(7, pool.capacity());
    for (int i = 0; i < 7; i++) {
      startAny(pool);
    }
    assertFalse(pool.tryExecute(blocker()));
    pool.resize(3);
    assertEquals(List.of(1, 1, 1), capacities(pool));
  }

  @Test
  void resizeBelowOneEachChangesNothing() {
    MultiPool pool = multi(3, 2);
    assertEquals(
        "capacity must be at least 3, was 2; each of the 3 pools needs one",
        assertThrows(IllegalArgumentException.class, () -> pool.resize(2)).getMessage());
    assertEquals(List.of(2, 2, 2), capacities(pool));
  }

  @Test
  void resizeOfUnboundedPoolsIsRefused() {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, WorkerPool.Builder::unbounded);
    assertEquals(Integer.MAX_VALUE, pool.capacity());
    assertThrows(UnsupportedOperationException.class, () -> pool.resize(4));
  }

  @Test
  void countsAreSums() throws Exception {
    MultiPool pool = multi(2, 2, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(1));
    for (int i = 0; i < 4; i++) {
      startAny(pool);
    }
    pool.execute(blocker());
    pool.execute(blocker());
    blockedSubmitter(pool, blocker());
    assertEquals(4, pool.capacity());
    assertEquals(4, pool.running());
    assertEquals(0, pool.free());
    assertEquals(2, pool.queued());
    assertEquals(1, pool.waiting());
    assertEquals(0, pool.idle());
    PoolStats stats = pool.stats();
    assertEquals("multi-" + kind, stats.name());
    assertEquals(4, stats.capacity());
    assertEquals(2, stats.queueCapacity());
    assertEquals(4, stats.running());
    assertEquals(2, stats.queued());
    assertEquals(1, stats.waiting());
    assertEquals(6, stats.submitted());
    assertEquals(0, stats.completed());
    assertEquals(4, stats.spawned() - stats.retired(WorkerExit.AGE));
  }

  @Test
  void endsAreSummedUp() {
    MultiPool pool =
        multi(3, 2, LoadBalancing.ROUND_ROBIN, b -> b.exceptionHandler((task, failure) -> {}));
    for (int i = 0; i < 30; i++) {
      pool.execute(() -> {});
      pool.execute(
          () -> {
            throw new IllegalStateException("expected");
          });
    }
    pool.close();
    assertEquals(30, pool.stats().completed());
    assertEquals(30, pool.stats().failed());
    assertEquals(60, pool.stats().submitted());
  }

  @Test
  void shutdownRunsWhatWasAdmittedInAllOfThem() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(2));
    List<Blocker> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tasks.add(blocker());
      pool.execute(tasks.get(i));
    }
    pool.shutdown();
    assertEquals(State.DRAINING, pool.state());
    assertThrows(PoolClosedException.class, () -> pool.execute(blocker()));
    tasks.forEach(Blocker::letGo);
    awaitTermination(pool);
    assertTrue(tasks.stream().allMatch(Blocker::hasStarted));
    assertEquals(State.CLOSED, pool.state());
  }

  @Test
  void shutdownNowHandsBackWhatNeverRanInAllOfThem() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(2));
    Blocker first = startAny(pool);
    Blocker second = startAny(pool);
    Blocker never = blocker();
    for (int i = 0; i < 4; i++) {
      pool.execute(never);
    }
    assertEquals(List.of(never, never, never, never), pool.shutdownNow());
    first.assertInterrupted();
    second.assertInterrupted();
    awaitTermination(pool);
    never.assertNeverStarted();
    assertEquals(4, pool.stats().cancelled());
  }

  /** Each of them waits for the pool that the other one's task is in. */
  @Test
  void tasksInDifferentPoolsMayBothCloseAll() throws Exception {
    MultiPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.queueCapacity(8));
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch queued = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    for (WorkerPool member : pool.pools()) {
      member.execute(
          () -> {
            both.countDown();
            pass(both);
            pass(queued);
            pool.close();
            ran.addAndGet(ran.get() % 100 == 8 ? 100 : 0); // all queued ones have run
          });
    }
    for (int i = 0; i < 4; i++) {
      pool.pools().forEach(member -> member.execute(ran::incrementAndGet));
    }
    queued.countDown();
    awaitTermination(pool);
    assertEquals(208, ran.get());
  }

  @Test
  void rebootServesAgain() throws Exception {
    MultiPool pool = multi(2, 1);
    pool.execute(() -> {});
    assertTrue(pool.release(Duration.ofSeconds(PATIENCE_SECONDS)));
    assertEquals(State.CLOSED, pool.state());
    pool.reboot();
    assertEquals(State.OPEN, pool.state());
    startAny(pool);
    startAny(pool);
    assertEquals(List.of(1, 1), running(pool));
    assertEquals(3, pool.stats().submitted());
  }

  @Test
  void refusedRebootLeavesAllAsTheyWere() throws Exception {
    MultiPool pool = multi(2, 1);
    Blocker runs = blocker();
    pool.pools().get(1).execute(runs);
    pool.shutdown();
    awaitTermination(pool.pools().getFirst());
    assertThrows(IllegalStateException.class, pool::reboot);
    assertEquals(List.of(State.CLOSED, State.DRAINING), states(pool));
    runs.letGo();
    awaitTermination(pool);
    pool.reboot();
    assertEquals(List.of(State.OPEN, State.OPEN), states(pool));
  }

  /** Its own task keeps the first pool from closing, another one's the second. */
  @Test
  void taskOfOneMayRebootAllWhileTheyDrain() throws Exception {
    MultiPool pool = multi(3, 1);
    Blocker other = startBlocker(pool.pools().get(1));
    pool.pools()
        .getFirst()
        .submit(
            () -> {
              pool.shutdown();
              pool.reboot();
            })
        .get(PATIENCE_SECONDS, SECONDS);
    assertEquals(List.of(State.OPEN, State.OPEN, State.OPEN), states(pool));
    other.letGo();
    startAny(pool);
  }

  /** All are opened, and the error is thrown, as by a single pool. */
  @Test
  void rebootOpensAllAlthoughWorkersCannotBeStarted() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    WorkerThreads threads =
        threadsMadeAfter(
            () -> {
              if (fails.get()) {
                throw new IllegalStateException("no thread");
              }
            });
    MultiPool pool =
        multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.threads(threads).maxIdle(1).preStart(1));
    assertTrue(pool.release(Duration.ofSeconds(PATIENCE_SECONDS)));
    fails.set(true);
    Throwable failure = assertThrows(IllegalStateException.class, pool::reboot);
    assertEquals("no thread", failure.getMessage());
    assertEquals(1, failure.getSuppressed().length);
    assertEquals(List.of(State.OPEN, State.OPEN), states(pool));
    fails.set(false);
    startAny(pool);
  }

  @Test
  void rebootWaitsForAShutdownThatHasComeHalfWay() throws Exception {
    MultiPool pool = multi(2, 1);
    Caller<Void> reboot =
        duringChange(
            pool.pools().getFirst(),
            new PoolObserver() {
              @Override
              public void stateChanged(State from, State to) {
                secondChange(to == State.CLOSED, pool::reboot);
              }
            },
            pool::shutdown);
    reboot.result();
    assertEquals(List.of(State.OPEN, State.OPEN), states(pool));
  }

  @Test
  void resizeWaitsForAnotherThatHasComeHalfWay() throws Exception {
    MultiPool pool = multi(4, 1);
    Caller<Void> resize =
        duringChange(
            pool.pools().getFirst(),
            new PoolObserver() {
              @Override
              public void resized(int from, int to) {
                secondChange(to == 2, () -> pool.resize(80));
              }
            },
            () -> pool.resize(8));
    resize.result();
    assertEquals(List.of(20, 20, 20, 20), capacities(pool));
  }

  private @Nullable Caller<Void> second;

  private Caller<Void> duringChange(WorkerPool member, PoolObserver observer, Runnable change) {
    Observation watching = member.observe(observer);
    change.run();
    watching.close();
    return Objects.requireNonNull(second, "nobody was told");
  }

  /** Goes on when the other thread is done, or waits. */
  private void secondChange(boolean when, Runnable change) {
    if (when) {
      Caller<Void> other = Caller.run(change::run);
      second = other;
      eventually(() -> other.isDone() || other.isParked());
    }
  }

  private static List<State> states(MultiPool pool) {
    return pool.pools().stream().map(WorkerPool::state).toList();
  }

  @Test
  void whoEndsThemWaitsForTheOldEndOnlyIfTheyAreRebootedAtOnce() throws Exception {
    MultiPool pool = multi(2, 1);
    Observation watching =
        pool.pools()
            .get(1)
            .observe(
                new PoolObserver() {
                  @Override
                  public void stateChanged(State from, State to) {
                    if (to == State.CLOSED) {
                      pool.reboot();
                    }
                  }
                });
    assertTrue(Caller.call(() -> pool.release(Duration.ofDays(1))).result());
    assertEquals(List.of(State.OPEN, State.OPEN), states(pool));
    Caller.run(pool::close).result();
    assertEquals(List.of(State.OPEN, State.OPEN), states(pool));
    watching.close();
  }
}
