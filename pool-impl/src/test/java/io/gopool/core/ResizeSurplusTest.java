package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a resize brings about besides the bound. */
@OnEachKind
class ResizeSurplusTest extends CoreFixture {

  /** Two tasks run on, so none but the leaving worker can look after the submitter. */
  @Test
  void permitOfALeavingWorkerGoesToABlockedSubmitter() throws Exception {
    WorkerPool pool = pool(3, 1);
    List<Blocker> running = fill(pool);
    pool.resize(2); // takes the permit of the free place in the queue
    Caller<Void> submitter = blockedSubmitter(pool, blocker());
    running.getFirst().letGo(); // its worker is one too many, and leaves
    submitter.result();
    assertEquals(1, pool.queued());
  }

  /** Each link submits the next to a pool that is full, so some are deferred by their workers. */
  @Test
  void oneOfTwoChainsThatGoOnGivesUpItsWorker() {
    WorkerPool pool = pool(2);
    AtomicBoolean over = new AtomicBoolean();
    Runnable link =
        new Runnable() {
          @Override
          public void run() {
            if (!over.get()) {
              pool.execute(this);
            }
          }
        };
    pool.execute(link);
    pool.execute(link);
    eventually(() -> core(pool).scheduling.workers() == 2 && pool.running() == 2);
    pool.resize(1);
    try {
      eventually(() -> core(pool).scheduling.workers() == 1);
      assertEquals(1, pool.running());
    } finally {
      over.set(true);
    }
    eventually(() -> pool.running() == 0 && pool.queued() == 0);
  }

  @Test
  void closedPoolStartsNoWorker() {
    WorkerPool pool = pool(1);
    pool.close();
    pool.resize(2);
    assertEquals(2, pool.capacity());
    assertEquals(0, pool.stats().spawned());
    assertEquals(State.CLOSED, pool.state());
  }

  @Test
  void poolWithoutTasksStartsNoWorker() {
    WorkerPool pool = pool(1);
    pool.resize(2);
    assertEquals(0, pool.stats().spawned());
  }
}
