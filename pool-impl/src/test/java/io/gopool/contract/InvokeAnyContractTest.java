package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** See {@link InvokeAnyTimeoutContractTest} for timeouts that are over. */
@OnEachPool
class InvokeAnyContractTest extends InterruptedInvokeContract {

  @Override
  void invoke(WorkerPool pool, List<Callable<String>> tasks) throws Exception {
    var unused = pool.invokeAny(tasks);
  }

  @Override
  void invokeWithin(WorkerPool pool, List<Callable<String>> tasks, long days) throws Exception {
    var unused = pool.invokeAny(tasks, days, DAYS);
  }

  @Test
  void resultOfATaskThatSucceeded() throws Exception {
    WorkerPool pool = pool(2);
    assertEquals("only", pool.invokeAny(List.of(() -> "only")));
    assertEquals("only", pool.invokeAny(List.of(() -> "only"), 1, DAYS));
    assertEquals("only", pool.invokeAny(List.of(() -> "only"), Long.MAX_VALUE, DAYS));
    List<Callable<String>> two = List.of(() -> "first", () -> "second");
    assertTrue(List.of("first", "second").contains(pool.invokeAny(two)));
    assertTrue(List.of("first", "second").contains(pool.invokeAny(two, 1, DAYS)));
  }

  @Test
  void resultMayBeNull() throws Exception {
    WorkerPool pool = pool(1);
    List<Callable<String>> tasks = List.of(() -> null);
    assertNull(pool.invokeAny(tasks));
    assertNull(pool.invokeAny(tasks, 1, DAYS));
  }

  @WithAndWithoutQueue
  void failuresAreIgnoredAsLongAsOneSucceeds(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    List<Callable<String>> tasks = new ArrayList<>();
    for (Failure failure : Failure.values()) {
      tasks.add(Failure.callable(failure.newThrowable()));
    }
    tasks.add(() -> "result");
    tasks.add(Failure.callable(new IOException("last")));
    assertEquals("result", pool.invokeAny(tasks));
    assertEquals("result", pool.invokeAny(tasks, 1, DAYS));
  }

  @ParameterizedTest
  @EnumSource
  void failureOfTheOnlyTaskIsTheCause(Failure failure) {
    WorkerPool pool = pool(1);
    Throwable thrown = failure.newThrowable();
    List<Callable<String>> tasks = List.of(Failure.callable(thrown));
    assertSame(
        thrown, assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks)).getCause());
    assertSame(
        thrown,
        assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks, 1, DAYS)).getCause());
  }

  @WithAndWithoutQueue
  void failureOfOneTaskIsTheCauseIfAllFail(int queueCapacity) {
    WorkerPool pool = pool(2, queueCapacity);
    List<Throwable> thrown = new ArrayList<>();
    List<Callable<String>> tasks = new ArrayList<>();
    for (Failure failure : Failure.values()) {
      Throwable t = failure.newThrowable();
      thrown.add(t);
      tasks.add(Failure.callable(t));
    }
    ExecutionException e = assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks));
    assertTrue(thrown.contains(e.getCause()), e::toString);
    e = assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks, 1, DAYS));
    assertTrue(thrown.contains(e.getCause()), e::toString);
  }

  @WithAndWithoutQueue
  void successCancelsTheLosers(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    Blocker running = blocker();
    Callable<String> winner =
        () -> {
          running.awaitStart();
          return "winner";
        };
    List<Blocker> rest = blockers(3);
    List<Callable<String>> tasks = new ArrayList<>(List.of(winner, running.returning("loser")));
    tasks.addAll(Blocker.callables(rest));

    assertEquals("winner", pool.invokeAny(tasks));
    running.assertInterrupted();
    pool.close(); // would hang if one were left
    for (Blocker task : rest) {
      task.assertInterruptedIfStarted();
    }
  }

  /** While the pool is full of others' tasks and one of its own the caller goes on submitting. */
  @WithAndWithoutQueue
  void slotThatBecomesFreeLaterIsUsed(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    Blocker others = startBlocker(pool);
    Blocker slow = blocker();
    List<Callable<String>> tasks = List.of(slow.returning("slow"), () -> "quick");
    Caller<String> caller = Caller.call(() -> pool.invokeAny(tasks));
    slow.awaitStart();
    caller.awaitBlocked();

    others.letGo();
    assertEquals("quick", caller.result());
    slow.assertInterrupted();
  }

  @Test
  void nullIsRefused() {
    WorkerPool pool = pool(1);
    List<Callable<String>> tasks = List.of(() -> "result");
    assertThrows(NullPointerException.class, () -> pool.invokeAny(null));
    assertThrows(NullPointerException.class, () -> pool.invokeAny(null, 1, SECONDS));
    assertThrows(NullPointerException.class, () -> pool.invokeAny(tasks, 1, null));
  }

  @WithAndWithoutQueue
  void nullTaskIsRefusedAndTheOthersAreCancelled(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Blocker other = blocker();
    List<Callable<String>> tasks = Arrays.asList(other.returning("result"), null);
    assertThrows(NullPointerException.class, () -> pool.invokeAny(tasks));
    assertThrows(NullPointerException.class, () -> pool.invokeAny(tasks, 1, DAYS));
    pool.close();
    other.assertInterruptedIfStarted();
  }

  @Test
  void noTasksAreRefused() {
    WorkerPool pool = pool(1);
    List<Callable<String>> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(none));
    assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(none, 1, SECONDS));
    assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(none, -1, SECONDS));
  }

  @Test
  void shutDownPoolRefuses() {
    WorkerPool pool = pool(1);
    pool.shutdown();
    List<Callable<String>> tasks = List.of(() -> "first", () -> "second");
    assertThrows(RejectedExecutionException.class, () -> pool.invokeAny(tasks));
    assertThrows(RejectedExecutionException.class, () -> pool.invokeAny(tasks, 1, SECONDS));
  }

  @Test
  void shutdownWhileTheCallerIsBlockedEndsTheCall() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker task = blocker();
    Caller<?> caller =
        Caller.call(() -> pool.invokeAny(Blocker.callables(List.of(task)))).awaitBlocked();
    pool.shutdown();
    caller.failure(PoolClosedException.class);
    running.letGo();
    awaitTermination(pool);
    task.assertNeverStarted();
  }

  @Test
  void fullPoolMayReject() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    fill(pool);
    List<Callable<String>> tasks = List.of(() -> "result");
    assertThrows(PoolOverloadedException.class, () -> pool.invokeAny(tasks));
    assertThrows(PoolOverloadedException.class, () -> pool.invokeAny(tasks, 1, DAYS));
  }
}
