package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.List;
import java.util.concurrent.Callable;

/** What {@code invokeAll} and {@code invokeAny} have in common when their caller is interrupted. */
abstract class InterruptedInvokeContract extends ContractFixture {

  abstract void invoke(WorkerPool pool, List<Callable<String>> tasks) throws Exception;

  abstract void invokeWithin(WorkerPool pool, List<Callable<String>> tasks, long days)
      throws Exception;

  @WithAndWithoutQueue
  void interruptOfTheCallerCancelsTheTasks(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Blocker> tasks = blockers(4);
    Caller<Void> caller = Caller.run(() -> invoke(pool, Blocker.callables(tasks)));
    assertInterruptCancels(caller, pool, tasks);
  }

  @WithAndWithoutQueue
  void interruptOfTheCallerCancelsTheTasksOfATimedCallToo(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Blocker> tasks = blockers(4);
    Caller<Void> caller = Caller.run(() -> invokeWithin(pool, Blocker.callables(tasks), 1));
    assertInterruptCancels(caller, pool, tasks);
  }

  /**
   * Without a queue the caller is interrupted while it waits to submit the third task. With one the
   * last tasks may get to run between the first and the last cancellation.
   */
  private static void assertInterruptCancels(
      Caller<Void> caller, WorkerPool pool, List<Blocker> tasks) throws Exception {
    tasks.get(0).awaitStart();
    tasks.get(1).awaitStart();
    caller.awaitBlocked();
    caller.interrupt();
    caller.failure(InterruptedException.class);
    assertFalse(caller.interruptStatusAfter());
    tasks.get(0).assertInterrupted();
    tasks.get(1).assertInterrupted();
    pool.close(); // would hang if one were left
    for (Blocker last : tasks.subList(2, 4)) {
      last.assertInterruptedIfStarted();
      assertTrue(pool.stats().queueCapacity() > 0 || !last.hasStarted());
    }
  }

  @WithAndWithoutQueue
  void callerThatWasInterruptedBeforeCancelsTheTasks(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    List<Blocker> tasks = blockers(2);
    Caller<Void> untimed = Caller.runInterrupted(() -> invoke(pool, Blocker.callables(tasks)));
    untimed.failure(InterruptedException.class);
    assertFalse(untimed.interruptStatusAfter());
    Caller<Void> timed =
        Caller.runInterrupted(() -> invokeWithin(pool, Blocker.callables(tasks), 1));
    timed.failure(InterruptedException.class);
    assertFalse(timed.interruptStatusAfter());
    pool.close();
    for (Blocker task : tasks) {
      task.assertInterruptedIfStarted();
    }
  }
}
