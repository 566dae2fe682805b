package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.WithAndWithoutQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The capacity changes while the pool is in use. */
@OnEachKind
class ResizeTest extends CoreFixture {

  @Test
  void downInterruptsNothingAndReturnsAtOnce() throws Exception {
    WorkerPool pool = pool(3);
    List<Blocker> running = fill(pool);
    pool.resize(1); // returns while all three run
    assertEquals(1, pool.capacity());
    assertEquals(3, pool.running());
    assertEquals(0, pool.free());
    running.forEach(Blocker::letGo);
    for (Blocker task : running) {
      task.assertNotInterrupted();
    }
  }

  @Test
  void noneIsAdmittedAfterDownUntilTheTasksAreBelowTheNewBound() throws Exception {
    WorkerPool pool = pool(3);
    List<Blocker> running = fill(pool);
    pool.resize(1);
    Blocker next = blocker();
    assertFalse(pool.tryExecute(next));
    running.get(0).letGo();
    running.get(1).letGo();
    eventually(() -> pool.running() == 1);
    assertFalse(pool.tryExecute(next));
    running.get(2).letGo();
    eventually(() -> pool.tryExecute(next));
    next.awaitStart();
    assertFalse(pool.tryExecute(blocker()));
  }

  @WithAndWithoutQueue
  void boundHoldsForTheTasksAfterDown(int queueCapacity) throws Exception {
    WorkerPool pool = pool(8, queueCapacity);
    fill(pool).forEach(Blocker::letGo);
    eventually(() -> pool.running() == 0);
    pool.resize(2);
    Meter meter = new Meter();
    for (int i = 0; i < 1_000; i++) {
      pool.execute(meter.around(() -> LockSupport.parkNanos(1_000)));
    }
    pool.close();
    assertTrue(meter.most() <= 2, () -> meter.most() + " ran at once");
    assertEquals(1_008, pool.stats().completed());
  }

  @Test
  void surplusWorkersLeaveWhenTheirTaskEnds() throws Exception {
    WorkerPool pool = pool(5);
    List<Blocker> running = fill(pool);
    pool.resize(2);
    running.forEach(Blocker::letGo);
    eventually(() -> core(pool).scheduling.workers() == 2);
    eventually(() -> pool.idle() == 2);
  }

  @Test
  void idleWorkersLeaveAtOnce() throws Exception {
    WorkerPool pool = pool(5);
    fill(pool).forEach(Blocker::letGo);
    eventually(() -> pool.idle() == 5);
    pool.resize(2);
    eventually(() -> core(pool).scheduling.workers() == 2);
    eventually(() -> pool.idle() == 2);
  }

  @Test
  void upAdmitsBlockedSubmittersAtOnce() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    List<Caller<Void>> submitters = new ArrayList<>();
    List<Blocker> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(blocker());
      submitters.add(blockedSubmitter(pool, tasks.get(i)));
    }
    pool.resize(4);
    for (int i = 0; i < 3; i++) {
      submitters.get(i).result();
      tasks.get(i).awaitStart();
    }
    assertEquals(1, pool.waiting());
    assertEquals(4, pool.running());
    assertFalse(submitters.get(3).isDone());
    tasks.get(3).assertNeverStarted();
    running.letGo();
    tasks.get(3).awaitStart();
  }

  @Test
  void upStartsQueuedTasksAtOnce() throws Exception {
    WorkerPool pool = pool(1, 5);
    startBlocker(pool);
    List<Blocker> queued = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      queued.add(blocker());
      pool.execute(queued.get(i));
    }
    pool.resize(4);
    for (Blocker task : queued) {
      task.awaitStart();
    }
    assertEquals(0, pool.queued());
  }

  @Test
  void upAfterDownTakesTheDebtBack() throws Exception {
    WorkerPool pool = pool(4);
    fill(pool);
    pool.resize(1);
    pool.resize(5);
    startBlocker(pool);
    assertFalse(pool.tryExecute(blocker()));
    assertEquals(5, pool.running());
  }

  @Test
  void upWhileDrainingRunsTheQueueFaster() throws Exception {
    WorkerPool pool = pool(1, 5);
    startBlocker(pool);
    Blocker queued = blocker();
    for (int i = 0; i < 3; i++) {
      pool.execute(queued);
    }
    pool.shutdown();
    pool.resize(2);
    queued.awaitStart();
    assertEquals(State.DRAINING, pool.state());
    queued.letGo();
    eventually(() -> pool.stats().completed() == 3);
  }

  @Test
  void downWhileDrainingLetsThePoolClose() throws Exception {
    WorkerPool pool = pool(4, 20);
    List<Blocker> running = fill(pool);
    for (int i = 0; i < 20; i++) {
      pool.execute(() -> {});
    }
    pool.shutdown();
    pool.resize(1);
    running.forEach(Blocker::letGo);
    awaitTermination(pool);
    assertEquals(24, pool.stats().completed());
  }

  @Test
  void closedPoolTakesTheNewCapacityIntoItsNextLife() throws Exception {
    WorkerPool pool = pool(1);
    pool.close();
    pool.resize(2);
    assertEquals(State.CLOSED, pool.state());
    pool.reboot();
    fill(pool);
    assertEquals(2, pool.running());
    assertFalse(pool.tryExecute(blocker()));
  }

  @Test
  void sameSizeChangesNothing() throws Exception {
    WorkerPool pool = pool(2, 1);
    fill(pool);
    pool.resize(2);
    assertEquals(2, pool.capacity());
    assertTrue(pool.tryExecute(blocker()));
    assertFalse(pool.tryExecute(blocker()));
    assertEquals(1, pool.queued());
  }

  @Test
  void unboundedPoolIsNotResized() {
    WorkerPool pool = pool(WorkerPool.Builder::unbounded);
    UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> pool.resize(5));
    assertEquals(
        "pool '"
            + pool.name()
            + "' is unbounded and cannot be resized; build it with capacity(int)",
        e.getMessage());
    assertEquals(Integer.MAX_VALUE, pool.capacity());
  }
}
