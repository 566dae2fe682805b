package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool that was closed serves again. */
@OnEachKind
class RebootTest extends CoreFixture {

  private static final Duration LONG = Duration.ofSeconds(PATIENCE_SECONDS);

  @Test
  void everythingWorksAgainAndTheCountsGoOn() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).preStart(1).maxIdle(1));
    assertEquals(1, pool.submit(() -> 1).get());
    pool.close();
    PoolStats before = pool.stats();
    pool.reboot();
    assertEquals(State.OPEN, pool.state());
    eventually(() -> pool.idle() == 1); // preStart
    assertEquals(before.spawned() + 1, pool.stats().spawned());
    Blocker running = startBlocker(pool);
    Caller<Void> submitter = blockedSubmitter(pool, () -> {});
    running.letGo();
    submitter.result();
    assertEquals(3, pool.submit(() -> 3).get());
    assertTrue(pool.release(LONG));
    PoolStats after = pool.stats();
    assertEquals(before.submitted() + 3, after.submitted());
    assertEquals(before.completed() + 3, after.completed());
  }

  @Test
  void openPoolIsLeftAlone() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).preStart(1));
    eventually(() -> pool.idle() == 1);
    pool.reboot();
    assertEquals(State.OPEN, pool.state());
    assertEquals(1, pool.stats().spawned());
  }

  @Test
  void drainingPoolCannotBeRebootedFromOutside() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    String message = assertThrows(IllegalStateException.class, pool::reboot).getMessage();
    assertTrue(message.contains("'" + pool.name() + "'"), message);
    assertEquals(State.DRAINING, pool.state());
    running.letGo();
    awaitTermination(pool);
  }

  @Test
  void workerRebootsItsDrainingPool() throws Exception {
    WorkerPool pool = pool(1);
    Future<State> state =
        pool.submit(
            () -> {
              pool.shutdown();
              pool.reboot();
              return pool.state();
            });
    assertEquals(State.OPEN, state.get());
    assertEquals("works", pool.submit(() -> "works").get());
    assertTrue(pool.release(LONG));
  }

  @Test
  void workerReleasesAndReboots() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 2);
    Future<Boolean> released =
        pool.submit(
            () -> {
              boolean drained = pool.release(LONG);
              pool.reboot();
              return drained;
            });
    assertTrue(released.get());
    eventually(() -> pool.state() == State.OPEN);
    assertEquals("works", pool.submit(() -> "works").get());
  }

  @Test
  void againAndAgain() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 10);
    for (int i = 0; i < 200; i++) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int j = 0; j < 5; j++) {
        int n = j;
        futures.add(pool.submit(() -> n));
      }
      assertTrue(pool.release(LONG));
      for (int j = 0; j < 5; j++) {
        assertEquals(j, futures.get(j).resultNow());
      }
      assertEquals(5L * (i + 1), pool.stats().completed());
      pool.reboot();
    }
  }

  @Test
  void manyAtOnceOpenItOnce() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).preStart(1));
    for (int round = 1; round <= 50; round++) {
      pool.close();
      CyclicBarrier together = new CyclicBarrier(4);
      List<Caller<Void>> rebooters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        rebooters.add(
            Caller.run(
                () -> {
                  together.await();
                  pool.reboot();
                }));
      }
      for (Caller<Void> rebooter : rebooters) {
        rebooter.result();
      }
      assertEquals(State.OPEN, pool.state());
      assertEquals(round + 1, pool.stats().spawned()); // one preStart for each time
    }
  }

  @Test
  void whoAwaitsTheNextEndWaitsForIt() throws Exception {
    WorkerPool pool = pool(1);
    pool.close();
    pool.reboot();
    Caller<Boolean> waiter =
        Caller.call(() -> pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).awaitBlocked();
    Blocker running = startBlocker(pool);
    pool.shutdown();
    assertEquals(false, waiter.isDone());
    running.letGo();
    assertTrue(waiter.result());
  }
}
