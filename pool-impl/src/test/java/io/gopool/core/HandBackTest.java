package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What {@code shutdownNow} does with the tasks of groups, whose futures nobody could cancel. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class HandBackTest extends CoreFixture {

  /**
   * The group's task is cancelled first and queued afterwards, when its submitter gets its turn.
   */
  @Test
  void taskCancelledWhileItsSubmitterWasBlockedIsNotLost() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker first = startBlocker(pool);
    Blocker second = blocker();
    pool.execute(second);
    TaskGroup group = pool.group();
    Blocker member = blocker();
    Caller<Future<?>> submitter = Caller.call(() -> group.submit(member));
    eventually(() -> pool.waiting() == 1);
    group.cancel();
    first.letGo();
    second.awaitStart();
    assertTrue(submitter.result().isCancelled());
    assertEquals(0, pool.queued()); // it has left its place

    pool.shutdownNow();
    second.assertInterrupted();
    assertThrows(CancellationException.class, group::join);
    awaitTermination(pool);
    member.assertNeverStarted();
    assertEquals(1, pool.stats().cancelled());
  }

  /** A worker that waits for its group runs the task, whose place in the queue stays behind. */
  @Test
  void taskThatRunsInTheWorkerThatWaitsForItDoesNotComeBack() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Blocker helped = blocker().stubborn();
    CountDownLatch submitted = new CountDownLatch(1);
    Future<Boolean> innerCancelled =
        pool.submit(
            () -> {
              try (TaskGroup group = pool.group()) {
                Future<?> inner = group.submit(helped);
                submitted.countDown();
                group.join();
                return inner.isCancelled();
              }
            });
    awaitLatch(submitted);
    helped.awaitStart();
    List<Runnable> returned = pool.shutdownNow();
    helped.letGo();
    awaitTermination(pool);
    assertEquals(List.of(), returned);
    assertFalse(innerCancelled.get());
    assertEquals(2, pool.stats().completed());
  }
}
