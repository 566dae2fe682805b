package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.List;
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
