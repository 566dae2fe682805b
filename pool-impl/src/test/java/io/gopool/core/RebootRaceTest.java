package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A pool that is rebooted at the very moment it becomes CLOSED. */
@OnEachKind
class RebootRaceTest extends CoreFixture {

  private final AtomicReference<WorkerPool> rebooted = new AtomicReference<>();

  /** Returns a pool that is rebooted once, as soon as its state is CLOSED. */
  private WorkerPool poolRebootedWhenClosed() {
    PoolObserver rebooter =
        new PoolObserver() {
          @Override
          public void stateChanged(State from, State to) {
            WorkerPool pool = to == State.CLOSED ? rebooted.getAndSet(null) : null;
            if (pool != null) {
              pool.reboot();
            }
          }
        };
    WorkerPool pool = pool(builder -> builder.capacity(1).observer(rebooter));
    rebooted.set(pool);
    return pool;
  }

  @Test
  void whoAwaitedTheEndIsReleased() throws Exception {
    WorkerPool pool = poolRebootedWhenClosed();
    Blocker running = startBlocker(pool);
    Caller<Boolean> waiter =
        Caller.call(() -> pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).awaitBlocked();
    pool.shutdown();
    running.letGo();
    assertTrue(waiter.result());
    assertEquals(State.OPEN, pool.state());
  }

  @Test
  void rebootedPoolHasNotTerminated() throws Exception {
    WorkerPool pool = poolRebootedWhenClosed();
    pool.shutdown();
    assertEquals(State.OPEN, pool.state());
    assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
    Blocker running = startBlocker(pool);
    Caller<Boolean> waiter =
        Caller.call(() -> pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).awaitBlocked();
    pool.shutdown();
    assertFalse(waiter.isDone());
    running.letGo();
    assertTrue(waiter.result());
    assertEquals(State.CLOSED, pool.state());
  }

  @Test
  void whoReleasesItWaitsForTheOldEndOnly() throws Exception {
    WorkerPool pool = poolRebootedWhenClosed();
    assertTrue(Caller.call(() -> pool.release(Duration.ofDays(1))).result());
    assertEquals(State.OPEN, pool.state());
    startBlocker(pool);
  }

  @Test
  void whoClosesItWaitsForTheOldEndOnly() throws Exception {
    WorkerPool pool = poolRebootedWhenClosed();
    Caller.run(pool::close).result();
    assertEquals(State.OPEN, pool.state());
    startBlocker(pool);
  }

  @Test
  void whoReleasesItInNoTimeDoesNotStopTheRebootedPool() throws Exception {
    WorkerPool pool = poolRebootedWhenClosed();
    assertTrue(pool.release(Duration.ZERO));
    assertEquals(State.OPEN, pool.state());
    startBlocker(pool);
  }
}
