package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What a task does to its thread does not reach the next one. */
@OnEachKind
class CleanThreadTest extends CoreFixture {

  private record Seen(String name, boolean interrupted) {}

  private static Seen look() {
    return new Seen(Thread.currentThread().getName(), Thread.currentThread().isInterrupted());
  }

  private static void spoil() {
    Thread.currentThread().setName("spoilt");
    Thread.currentThread().interrupt();
  }

  @Test
  void afterAnExecutedTask() throws Exception {
    WorkerPool pool = pool(1);
    Set<Thread> workers = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      FutureTask<Thread> spoiling =
          new FutureTask<>(
              () -> {
                spoil();
                return Thread.currentThread();
              });
      pool.execute(spoiling);
      workers.add(spoiling.get());
      assertClean(pool);
    }
    assertTrue(workers.size() < 20, "the threads were never reused");
  }

  @Test
  void afterASubmittedTaskThatFails() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 20; i++) {
      Future<?> failing =
          pool.submit(
              () -> {
                spoil();
                throw new IllegalStateException("expected");
              });
      assertThrows(ExecutionException.class, failing::get);
      assertClean(pool);
    }
    assertEquals(20, pool.stats().failed());
  }

  @Test
  void insideAQueue() throws Exception {
    WorkerPool pool = pool(1, 100);
    var running = startBlocker(pool);
    for (int i = 0; i < 20; i++) {
      pool.execute(CleanThreadTest::spoil);
    }
    var seen = pool.submit(CleanThreadTest::look);
    running.letGo();
    assertSeenClean(pool, seen.get());
  }

  private void assertClean(WorkerPool pool) throws Exception {
    assertSeenClean(pool, pool.submit(CleanThreadTest::look).get());
  }

  private void assertSeenClean(WorkerPool pool, Seen seen) {
    assertTrue(seen.name().matches(kind.workerNames(pool.name())), seen::toString);
    assertFalse(seen.interrupted(), seen::toString);
  }
}
