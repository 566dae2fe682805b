package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.lang.ref.Cleaner;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Submissions by the thread that runs what is to be done after an object is gone. */
@OnEachKind
class FinalizingThreadTest extends CoreFixture {

  private static final int OBJECTS = 50;

  private final Cleaner cleaner = Cleaner.create();
  private final AtomicInteger called = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  /** Has the action called once for each object, by the cleaner's thread. */
  private void dropObjects(Runnable action) {
    for (int i = 0; i < OBJECTS; i++) {
      cleaner.register(
          new Object(),
          () -> {
            try {
              action.run();
            } catch (Throwable t) {
              thrown.add(t);
            } finally {
              called.incrementAndGet();
            }
          });
    }
  }

  private void awaitActions() {
    eventually(
        () -> {
          System.gc();
          return called.get() == OBJECTS;
        });
  }

  @Test
  void tasksOfDroppedObjectsRun() {
    WorkerPool pool = pool(2);
    dropObjects(() -> pool.execute(ran::incrementAndGet));
    awaitActions();
    pool.close();
    assertEquals(OBJECTS, ran.get());
    assertTrue(thrown.isEmpty(), thrown::toString);
  }

  @Test
  void fullPoolHoldsThemUpAndLosesNone() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    dropObjects(() -> pool.execute(ran::incrementAndGet));
    eventually(
        () -> {
          System.gc();
          return pool.waiting() == 1; // the cleaner has one thread
        });
    assertEquals(0, ran.get());
    running.letGo();
    awaitActions();
    pool.close();
    assertEquals(OBJECTS, ran.get());
    assertTrue(thrown.isEmpty(), thrown::toString);
  }

  @Test
  void closedPoolRefusesThem() {
    WorkerPool pool = pool(1);
    pool.close();
    dropObjects(() -> pool.execute(ran::incrementAndGet));
    awaitActions();
    assertEquals(OBJECTS, thrown.size());
    assertTrue(thrown.stream().allMatch(PoolClosedException.class::isInstance), thrown::toString);
    assertEquals(0, ran.get());
    assertEquals(OBJECTS, pool.stats().rejected());
  }
}
