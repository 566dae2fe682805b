package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Future.cancel}. */
@OnEachKind
class CancelledTaskTest extends CoreFixture {

  @Test
  void runningTaskIsInterruptedAndTheNextIsNot() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 20; i++) {
      Blocker running = blocker();
      Future<?> future = pool.submit(running);
      running.awaitStart();
      assertTrue(future.cancel(/* mayInterruptIfRunning= */ true));
      running.assertInterrupted();
      assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).get());
    }
    pool.close();
    assertEquals(20, pool.stats().cancelled());
    assertEquals(20, pool.stats().completed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void queuedTaskLeavesItsPlaceAtOnce(boolean mayInterruptIfRunning) throws Exception {
    WorkerPool pool = pool(1, 2);
    startBlocker(pool);
    Blocker cancelled = blocker();
    Future<?> future = pool.submit(cancelled);
    pool.execute(blocker());
    assertFalse(pool.tryExecute(blocker()));

    assertTrue(future.cancel(mayInterruptIfRunning));
    assertEquals(1, pool.queued());
    assertEquals(1, pool.stats().cancelled());
    assertTrue(pool.tryExecute(blocker()));
    assertFalse(pool.tryExecute(blocker()));
    cancelled.assertNeverStarted();
  }

  @Test
  void placeOfACancelledTaskGoesToABlockedSubmitter() throws Exception {
    WorkerPool pool = pool(1, 1);
    Blocker running = startBlocker(pool);
    Blocker cancelled = blocker();
    Future<?> future = pool.submit(cancelled);
    Blocker next = blocker();
    Caller<Void> submitter = blockedSubmitter(pool, next);

    assertTrue(future.cancel(/* mayInterruptIfRunning= */ false));
    submitter.result();
    assertEquals(0, pool.waiting());
    assertEquals(1, pool.queued());
    running.letGo();
    next.awaitStart();
    cancelled.assertNeverStarted();
  }

  @Test
  void secondCancelDoesNotGiveASecondPlace() throws Exception {
    WorkerPool pool = pool(1, 1);
    startBlocker(pool);
    Future<?> future = pool.submit(blocker());
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ false));
    assertFalse(future.cancel(/* mayInterruptIfRunning= */ false));
    assertEquals(0, pool.queued());
    assertTrue(pool.tryExecute(blocker()));
    assertFalse(pool.tryExecute(blocker()));
  }

  @Test
  void stuckPoolDoesNotGrowHoweverManyAreCancelled() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(3).processors(1));
    startBlocker(pool);
    Blocker cancelled = blocker();
    int rounds = 100_000;
    for (int i = 0; i < rounds; i++) {
      assertTrue(pool.submit(cancelled).cancel(/* mayInterruptIfRunning= */ true));
    }
    assertEquals(0, pool.queued());
    assertEquals(rounds, pool.stats().cancelled());
    int entries = core(pool).queues.drain().size();
    assertTrue(entries < 3_000, () -> entries + " entries remain");
  }

  @Test
  void liveTasksAmongManyCancelledOnesRun() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1_000).processors(1));
    Blocker running = startBlocker(pool);
    List<Future<Integer>> alive = new ArrayList<>();
    Blocker cancelled = blocker();
    for (int i = 0; i < 20_000; i++) {
      if (i % 40 == 0) {
        int number = i;
        alive.add(pool.submit(() -> number));
      }
      pool.submit(cancelled).cancel(/* mayInterruptIfRunning= */ false);
    }
    assertEquals(alive.size(), pool.queued());
    running.letGo();
    for (int i = 0; i < alive.size(); i++) {
      assertEquals(40 * i, alive.get(i).get());
    }
    cancelled.assertNeverStarted();
  }
}
