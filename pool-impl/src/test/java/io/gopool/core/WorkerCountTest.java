package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolStats;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that blocks brings up one more worker, one that does not brings up none. */
@OnEachKind
class WorkerCountTest extends CoreFixture {

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 200})
  void asManyTasksAsTheCapacityMeet(int parties) throws Exception {
    WorkerPool pool = pool(parties);
    assertTasksMeet(pool, parties, parties);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 200})
  void tasksMeetThoughTheyWereQueuedBehindOne(int parties) throws Exception {
    WorkerPool pool = pool(1, parties);
    Blocker first = startBlocker(pool);
    CyclicBarrier barrier = new CyclicBarrier(parties);
    List<Future<Integer>> met = submitTo(pool, parties, barrier);
    pool.resize(parties + 1);
    assertAllMet(met); // while the first runs on
    first.letGo();
  }

  @Test
  void tasksMeetAgainAndAgain() throws Exception {
    WorkerPool pool = pool(20);
    for (int round = 0; round < 50; round++) {
      assertTasksMeet(pool, 20, 20);
    }
  }

  @Test
  void moreWorkersThanTasksAreNotStarted() throws Exception {
    WorkerPool pool = pool(1_000);
    assertTasksMeet(pool, 20, 20);
    PoolStats stats = pool.stats();
    assertTrue(
        stats.spawned() - stats.retired(WorkerExit.AGE) <= 21,
        stats::toString); // one may be searching
  }

  private static void assertTasksMeet(WorkerPool pool, int tasks, int parties) throws Exception {
    assertAllMet(submitTo(pool, tasks, new CyclicBarrier(parties)));
  }

  private static List<Future<Integer>> submitTo(WorkerPool pool, int tasks, CyclicBarrier barrier) {
    List<Future<Integer>> met = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      met.add(pool.submit(() -> barrier.await()));
    }
    return met;
  }

  private static void assertAllMet(List<Future<Integer>> met) throws Exception {
    for (Future<Integer> future : met) {
      future.get(PATIENCE_SECONDS, SECONDS);
    }
  }

  @Test
  void oneTaskAtATimeIsDoneByOneWorker() throws Exception {
    WorkerPool pool = pool(100);
    for (int i = 0; i < 200; i++) {
      pool.submit(() -> {}).get();
      eventually(() -> rest(pool, 1));
    }
    PoolStats stats = pool.stats();
    assertEquals(1, stats.spawned() - stats.retired(WorkerExit.AGE), stats::toString);
  }

  @Test
  void aBurstOfTasksThatDoNotBlockIsDoneByFew() throws Exception {
    int tasks = 50_000;
    WorkerPool pool = pool(1, tasks);
    Blocker running = startBlocker(pool);
    CountDownLatch left = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      pool.execute(left::countDown);
    }
    pool.resize(tasks);
    running.letGo();
    awaitLatch(left);
    PoolStats stats = pool.stats();
    assertTrue(stats.spawned() - stats.retired(WorkerExit.AGE) < tasks / 10, stats::toString);
  }
}
