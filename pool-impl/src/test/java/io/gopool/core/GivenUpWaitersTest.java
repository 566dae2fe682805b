package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** Submitters that gave up leave nothing behind. */
@OnEachKind
class GivenUpWaitersTest extends CoreFixture {

  private static final int MANY = 10_000;

  private static int nodes(WorkerPool pool) throws ReflectiveOperationException {
    Field list = Waiters.class.getDeclaredField("list");
    list.setAccessible(true);
    return ((Collection<?>) list.get(core(pool).waiters)).size();
  }

  private static void giveUp(WorkerPool pool, int times, Blocker task) throws Exception {
    for (int i = 0; i < times; i++) {
      assertFalse(pool.tryExecute(task, Duration.ofNanos(1)));
    }
  }

  @Test
  void stuckPoolDoesNotGrow() throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool);
    Blocker refused = blocker();
    giveUp(pool, MANY, refused);
    assertEquals(0, pool.waiting());
    assertEquals(MANY, pool.stats().rejected());
    assertTrue(nodes(pool) < 200, () -> "some of many nodes remain");
    refused.assertNeverStarted();
  }

  @Test
  void liveOnesBeforeAndAfterThemAreServed() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker early = blocker();
    Caller<Void> first = blockedSubmitter(pool, early);
    Blocker refused = blocker();
    giveUp(pool, MANY, refused);
    assertTrue(nodes(pool) < 200);
    Blocker late = blocker();
    Caller<Void> last = blockedSubmitter(pool, late);
    giveUp(pool, 50, refused); // fewer than are swept

    running.letGo();
    first.result();
    early.awaitStart();
    early.letGo();
    last.result();
    late.awaitStart();
    assertEquals(0, pool.waiting());
    refused.assertNeverStarted();
  }

  @Test
  void poolIsAsFreeAsBefore() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    giveUp(pool, 50, blocker());
    running.letGo();
    Blocker next = blocker();
    eventually(() -> pool.tryExecute(next));
    next.awaitStart();
  }
}
