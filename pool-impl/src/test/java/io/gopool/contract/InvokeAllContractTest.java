package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** See {@link InvokeAllTimeoutContractTest} for timeouts that are over. */
@OnEachPool
class InvokeAllContractTest extends InterruptedInvokeContract {

  @Override
  void invoke(WorkerPool pool, List<Callable<String>> tasks) throws Exception {
    var unused = pool.invokeAll(tasks);
  }

  @Override
  void invokeWithin(WorkerPool pool, List<Callable<String>> tasks, long days) throws Exception {
    var unused = pool.invokeAll(tasks, days, DAYS);
  }

  @WithAndWithoutQueue
  void resultsComeInTheOrderOfTheTasks(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity); // far fewer than tasks
    List<Integer> expected = IntStream.range(0, 500).boxed().toList();
    List<Callable<Integer>> tasks = new ArrayList<>();
    expected.forEach(i -> tasks.add(() -> i));
    assertEquals(expected, results(pool.invokeAll(tasks)));
    assertEquals(expected, results(pool.invokeAll(tasks, 1, DAYS)));
    assertEquals(expected, results(pool.invokeAll(tasks, Long.MAX_VALUE, DAYS)));
    assertEquals(expected, results(pool.invokeAll(new LinkedHashSet<>(tasks))));
  }

  private static <T> List<T> results(List<Future<T>> futures) {
    return futures.stream().map(Future::resultNow).toList();
  }

  @Test
  void waitsForEachTask() throws Exception {
    WorkerPool pool = pool(2);
    Blocker first = blocker();
    Blocker second = blocker();
    Caller<List<Future<String>>> caller =
        Caller.call(() -> pool.invokeAll(List.of(first.returning("1"), second.returning("2"))));
    first.awaitStart();
    second.awaitStart();
    second.letGo();
    caller.awaitBlocked();

    first.letGo();
    assertEquals(List.of("1", "2"), results(caller.result()));
  }

  @Test
  void noTasksGiveNoFutures() throws Exception {
    WorkerPool pool = pool(1);
    assertEquals(List.of(), pool.invokeAll(List.of()));
    assertEquals(List.of(), pool.invokeAll(List.of(), 1, SECONDS));
    assertEquals(List.of(), pool.invokeAll(List.of(), -1, SECONDS));
  }

  @Test
  void nullIsRefused() {
    WorkerPool pool = pool(1);
    List<Callable<String>> tasks = List.of(() -> "result");
    assertThrows(NullPointerException.class, () -> pool.invokeAll(null));
    assertThrows(NullPointerException.class, () -> pool.invokeAll(null, 1, SECONDS));
    assertThrows(NullPointerException.class, () -> pool.invokeAll(tasks, 1, null));
  }

  @WithAndWithoutQueue
  void nullTaskIsRefusedAndTheOthersAreCancelled(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    Blocker other = blocker();
    List<Callable<String>> tasks = Arrays.asList(other.returning("result"), null);
    assertThrows(NullPointerException.class, () -> pool.invokeAll(tasks));
    assertThrows(NullPointerException.class, () -> pool.invokeAll(tasks, 1, DAYS));
    pool.close(); // would hang if one were left
    other.assertInterruptedIfStarted();
  }

  @ParameterizedTest
  @EnumSource
  void failureOfATaskIsInItsFutureAlone(Failure failure) throws Exception {
    WorkerPool pool = pool(2);
    Throwable thrown = failure.newThrowable();
    List<Callable<String>> tasks = List.of(() -> "before", Failure.callable(thrown), () -> "after");
    for (List<Future<String>> futures :
        List.of(pool.invokeAll(tasks), pool.invokeAll(tasks, 1, DAYS))) {
      assertEquals("before", futures.get(0).resultNow());
      assertEquals("after", futures.get(2).resultNow());
      Future<String> failed = futures.get(1);
      assertTrue(failed.isDone());
      assertSame(thrown, assertThrows(ExecutionException.class, failed::get).getCause());
    }
  }

  @Test
  void shutDownPoolRefuses() {
    WorkerPool pool = pool(1);
    pool.shutdown();
    List<Callable<String>> tasks = List.of(() -> "result");
    assertThrows(RejectedExecutionException.class, () -> pool.invokeAll(tasks));
    assertThrows(RejectedExecutionException.class, () -> pool.invokeAll(tasks, 1, SECONDS));
  }

  @Test
  void shutdownWhileTheCallerIsBlockedEndsTheCallAndCancelsItsTasks() throws Exception {
    WorkerPool pool = pool(1);
    List<Blocker> tasks = blockers(2);
    Caller<?> caller = Caller.call(() -> pool.invokeAll(Blocker.callables(tasks)));
    tasks.get(0).awaitStart();
    caller.awaitBlocked();
    pool.shutdown();
    caller.failure(PoolClosedException.class);
    tasks.get(0).assertInterrupted();
    awaitTermination(pool);
    tasks.get(1).assertNeverStarted();
  }

  @Test
  void rejectionOfOneTaskCancelsTheOthers() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).admission(Admission.reject()));
    List<Blocker> tasks = blockers(3);
    assertThrows(PoolOverloadedException.class, () -> pool.invokeAll(Blocker.callables(tasks)));
    pool.close();
    tasks.get(0).assertInterruptedIfStarted();
    tasks.get(1).assertInterruptedIfStarted();
    tasks.get(2).assertNeverStarted();
  }

  @WithAndWithoutQueue
  void callersShareAPool(int queueCapacity) throws Exception {
    WorkerPool pool = pool(3, queueCapacity);
    List<Integer> expected = IntStream.range(0, 200).boxed().toList();
    List<Callable<Integer>> tasks = new ArrayList<>();
    expected.forEach(i -> tasks.add(() -> i));
    List<Caller<List<Future<Integer>>>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(Caller.call(() -> pool.invokeAll(tasks)));
    }
    for (Caller<List<Future<Integer>>> caller : callers) {
      assertEquals(expected, results(caller.result()));
    }
  }

  @Test
  void poolServesOnAfterACallThatWasInterrupted() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 20; i++) {
      List<Blocker> tasks = blockers(2);
      Caller<?> caller = Caller.call(() -> pool.invokeAll(Blocker.callables(tasks), 1, DAYS));
      caller.interrupt();
      caller.failure(InterruptedException.class);
    }
    assertEquals(List.of("next"), results(pool.invokeAll(List.of(() -> "next"), 1, DAYS)));
  }
}
