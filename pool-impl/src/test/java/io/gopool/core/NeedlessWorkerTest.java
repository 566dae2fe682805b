package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import org.junit.jupiter.api.Test;

/** No thread is started while there is nothing to do. */
@OnEachKind
class NeedlessWorkerTest extends CoreFixture {

  @Test
  void growingAClosedPoolStartsNone() {
    WorkerPool pool = pool(1);
    pool.close();
    pool.resize(2);
    assertEquals(2, pool.capacity());
    assertEquals(0, pool.stats().spawned());
    assertEquals(State.CLOSED, pool.state());
  }

  @Test
  void growingAnUnusedPoolStartsNone() {
    WorkerPool pool = pool(1);
    pool.resize(2);
    assertEquals(0, pool.stats().spawned());
  }
}
