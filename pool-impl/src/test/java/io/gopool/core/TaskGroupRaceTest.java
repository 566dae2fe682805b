package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Submissions to a group that is closed meanwhile. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class TaskGroupRaceTest extends CoreFixture {

  private static final int ROUNDS = 2_000;

  /**
   * What {@code submit} returned has ended once both calls are over; nothing outlives the group.
   */
  @Test
  void noTaskOutlivesACloseThatMeetsItsSubmission() throws Exception {
    WorkerPool pool = pool(4);
    CyclicBarrier together = new CyclicBarrier(2);
    TaskGroup[] group = {pool.group()};
    AtomicBoolean[] closed = {new AtomicBoolean()};
    AtomicInteger late = new AtomicInteger();
    Caller<Void> closer =
        Caller.run(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                together.await();
                group[0].close();
                closed[0].set(true);
                together.await();
              }
            });
    for (int i = 0; i < ROUNDS; i++) {
      AtomicBoolean over = new AtomicBoolean();
      closed[0] = over;
      group[0] = pool.group();
      together.await();
      Future<?> future = null;
      try {
        future =
            group[0].submit(
                () -> {
                  if (over.get()) {
                    late.incrementAndGet();
                  }
                });
      } catch (IllegalStateException e) {
        // close() came first
      }
      together.await();
      assertTrue(future == null || future.isDone());
    }
    closer.result();
    assertEquals(0, late.get());
  }
}
