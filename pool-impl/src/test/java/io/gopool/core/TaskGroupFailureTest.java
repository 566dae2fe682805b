package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.Failure;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups that fail, are cancelled or are closed. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class TaskGroupFailureTest extends CoreFixture {

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CANCELLATION"}) // a group takes that for a cancellation
  void firstFailureCancelsTheRest(Failure kindOfFailure) throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 10);
    Throwable thrown = kindOfFailure.newThrowable();
    TaskGroup group = pool.group();
    Blocker running = blocker();
    group.submit(running);
    running.awaitStart();
    CountDownLatch fail = new CountDownLatch(1);
    group.submit(
        () -> {
          awaitLatch(fail);
          return Failure.callable(thrown).call();
        });
    Blocker queued = blocker();
    Future<?> future = group.submit(queued);
    fail.countDown();
    ExecutionException e = assertThrows(ExecutionException.class, group::join);
    assertSame(thrown, e.getCause());
    running.assertInterrupted();
    assertTrue(future.isCancelled());
    queued.assertNeverStarted();
    assertEquals(List.of(), List.of(thrown.getSuppressed()));
    assertThrows(IllegalStateException.class, group::results);
  }

  @Test
  void laterFailuresAreSuppressedInTheFirst() throws Exception {
    WorkerPool pool = pool(3);
    TaskGroup group = pool.group();
    Exception first = new Exception("first");
    Set<String> later = Set.of("second", "third");
    CountDownLatch started = new CountDownLatch(2);
    for (String message : later) {
      group.submit(
          () -> {
            started.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new Exception(message, e);
            }
            return null;
          });
    }
    awaitLatch(started);
    group.submit(Failure.callable(first));
    assertSame(first, assertThrows(ExecutionException.class, group::join).getCause());
    assertEquals(2, first.getSuppressed().length);
    for (Throwable t : first.getSuppressed()) {
      assertTrue(later.contains(t.getMessage()), t::toString);
    }
    assertSame(first, assertThrows(ExecutionException.class, group::join).getCause());
  }

  @Test
  void oneThrowableThrownByAllIsNotSuppressedInItself() throws Exception {
    WorkerPool pool = pool(2);
    TaskGroup group = pool.group();
    RuntimeException shared = new RuntimeException("shared");
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      group.submit(
          () -> {
            both.countDown();
            while (both.getCount() > 0) {
              Thread.onSpinWait(); // whatever interrupts it
            }
            throw shared;
          });
    }
    assertSame(shared, assertThrows(ExecutionException.class, group::join).getCause());
    assertEquals(0, shared.getSuppressed().length);
  }

  /** As one does that waits for something else which was cancelled. */
  @Test
  void taskThatThrowsACancellationExceptionHasFailed() throws Exception {
    WorkerPool pool = pool(2);
    TaskGroup group = pool.group();
    Blocker other = blocker();
    group.submit(other);
    other.awaitStart();
    CancellationException thrown = new CancellationException("of something else");
    Future<?> future = group.submit(Failure.callable(thrown));
    assertSame(thrown, Caller.call(group::join).failure(ExecutionException.class).getCause());
    assertEquals(Future.State.FAILED, future.state());
    other.assertInterrupted();
  }

  @Test
  void submissionAfterAFailureReturnsACancelledFuture() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    group.submit(Failure.callable(new Exception("failure")));
    assertThrows(ExecutionException.class, group::join);
    Blocker late = blocker();
    Future<?> future = group.submit(late);
    assertTrue(future.isCancelled());
    assertThrows(ExecutionException.class, () -> Caller.call(group::join).result());
    late.assertNeverStarted();
    assertEquals(1, pool.stats().submitted());
  }

  @Test
  void cancelInterruptsWhatRunsAndDropsWhatWaits() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    TaskGroup group = pool.group();
    Blocker running = blocker();
    Blocker queued = blocker();
    group.submit(running);
    running.awaitStart();
    group.submit(queued);
    group.cancel();
    assertEquals(0, pool.queued());
    running.assertInterrupted();
    Caller.call(group::join).failure(CancellationException.class);
    queued.assertNeverStarted();
    assertTrue(group.submit(queued).isCancelled());
    eventually(() -> pool.running() == 0);
    assertEquals(2, pool.stats().cancelled());
  }

  @Test
  void joinWaitsForACancelledTaskThatStillRuns() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    Blocker running = blocker().stubborn();
    Future<?> future = group.submit(running);
    running.awaitStart();
    group.cancel();
    assertTrue(future.isCancelled());
    Caller<TaskGroup> joiner = Caller.call(group::join).awaitBlocked();
    assertFalse(joiner.isDone());
    running.letGo();
    joiner.failure(CancellationException.class);
  }

  @Test
  void joinTellsOfOneCancelledTask() throws Exception {
    WorkerPool pool = pool(2);
    TaskGroup group = pool.group();
    Blocker running = blocker();
    Future<?> future = group.submit(running);
    running.awaitStart();
    Blocker other = blocker();
    group.submit(other);
    assertTrue(future.cancel(/* mayInterruptIfRunning= */ true));
    other.letGo();
    Caller.call(group::join).failure(CancellationException.class);
    other.assertNotInterrupted();
  }

  @Test
  void closeCancelsAndWaits() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    TaskGroup group = pool.group();
    Blocker running = blocker().stubborn();
    Blocker queued = blocker();
    group.submit(running);
    running.awaitStart();
    group.submit(queued);
    Caller<Void> closer = Caller.run(group::close).awaitBlocked();
    eventually(running::sawInterrupt);
    closer.interrupt();
    eventually(() -> !closer.thread().isInterrupted()); // it has noticed
    closer.awaitBlocked();
    assertFalse(closer.isDone());
    running.letGo();
    assertTrue(closer.interruptStatusAfter());
    queued.assertNeverStarted();
    group.close();
  }

  @Test
  void closeAfterAJoinCancelsNothing() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    Future<Integer> future = group.submit(() -> 1);
    group.join();
    group.close();
    assertEquals(1, future.resultNow());
    assertEquals(List.of(1), group.results());
  }

  @Test
  void closedGroupTakesNoTask() {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    group.close();
    assertThrows(IllegalStateException.class, () -> group.submit(() -> 1));
    assertThrows(IllegalStateException.class, () -> group.submit(() -> {}));
    assertEquals(0, pool.stats().submitted());
  }

  @Test
  void failureOfAGroupsTaskGoesToNoExceptionHandler() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    WorkerPool pool = pool(b -> b.capacity(1).exceptionHandler((task, t) -> handled.countDown()));
    TaskGroup group = pool.group();
    group.submit(Failure.callable(new Exception("failure")));
    assertThrows(ExecutionException.class, group::join);
    pool.close();
    assertEquals(1, handled.getCount());
    assertEquals(1, pool.stats().failed());
  }
}
