package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A worker of a large pool leaves it to the timer to admit a submitter behind many tasks. */
@OnEachKind
class PostponedGrantTest extends CoreFixture {

  private static final int QUEUE = 255;

  private final AtomicReference<String> acceptedBy = new AtomicReference<>("nobody");
  private final CountDownLatch next = new CountDownLatch(1); // one of the queue has started

  private void note(WorkerPool pool) {
    pool.observe(
        new PoolObserver() {
          @Override
          public void taskAccepted(ObservedTask task) {
            acceptedBy.set(Thread.currentThread().getName());
          }
        });
  }

  /** Fills a pool of one worker and a long queue; returns the running task. */
  private Blocker fillUp(WorkerPool pool) throws Exception {
    note(pool);
    Blocker running = startBlocker(pool);
    for (int i = 0; i < QUEUE; i++) {
      Blocker queued = blocker();
      pool.execute(
          () -> {
            next.countDown();
            queued.run();
          });
    }
    return running;
  }

  @Test
  void submitterIsAdmittedThoughTheWorkerBlocksForEver() throws Exception {
    WorkerPool pool = pool(1, QUEUE);
    Blocker running = fillUp(pool);
    Caller<Void> submitter = blockedSubmitter(pool, blocker());
    running.letGo();
    submitter.result();
    assertEquals(HeldSweeper.NAME, acceptedBy.get());
    assertEquals(QUEUE, pool.queued());
  }

  @Test
  void nothingIsPostponedBehindFew() throws Exception {
    int capacity = QUEUE;
    WorkerPool pool = pool(capacity, 1);
    note(pool);
    Blocker running = startBlocker(pool);
    for (int i = 1; i < capacity; i++) {
      startBlocker(pool);
    }
    pool.execute(blocker());
    Caller<Void> submitter = blockedSubmitter(pool, blocker());
    running.letGo();
    submitter.result();
    assertNotEquals(HeldSweeper.NAME, acceptedBy.get());
  }

  @Test
  void submitterThatGivesUpTakesThePlaceThatIsFree() throws Exception {
    WorkerPool pool = pool(1, QUEUE);
    Blocker running = fillUp(pool);
    HeldSweeper.during(
        () -> {
          AtomicBoolean givesUp = new AtomicBoolean();
          Gate gate = core(pool).gate;
          Blocker last = blocker();
          AtomicReference<Thread> thread = new AtomicReference<>();
          Caller<Boolean> submitter =
              Caller.call(
                  () -> {
                    thread.set(Thread.currentThread());
                    return gate.execute(last, Long.MAX_VALUE, givesUp::get);
                  });
          eventually(() -> pool.waiting() == 1 && submitter.isParked());
          running.letGo();
          awaitLatch(next); // its worker has looked after the submitter
          assertEquals(1, pool.waiting(), "not postponed");
          givesUp.set(true);
          LockSupport.unpark(thread.get());
          assertTrue(submitter.result());
        });
  }
}
