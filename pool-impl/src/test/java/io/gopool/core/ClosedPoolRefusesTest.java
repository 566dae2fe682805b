package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.FunctionPool;
import io.gopool.PoolClosedException;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Whoever is blocked in a submission when the pool is shut down, or comes later, is refused. */
@OnEachKind
class ClosedPoolRefusesTest extends CoreFixture {

  private static final Duration FOR_EVER = Duration.ofDays(1_000_000);

  /** All ways to submit a task that wait for a slot. */
  private static List<Executable> waysToSubmit(WorkerPool pool, Runnable task) {
    FunctionPool<Runnable> function = pool.function(Runnable::run);
    TaskGroup group = pool.group();
    return List.of(
        () -> pool.execute(task),
        () -> pool.tryExecute(task, FOR_EVER),
        () -> pool.submit(task),
        () -> pool.invokeAll(List.of(() -> task)),
        () -> group.submit(task),
        () -> function.invoke(task),
        () -> function.tryInvoke(task, FOR_EVER));
  }

  private void blockedSubmittersAreRefused(Consumer<WorkerPool> end) throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    List<Caller<Void>> submitters = waysToSubmit(pool, refused).stream().map(Caller::run).toList();
    eventually(() -> pool.waiting() == submitters.size());
    end.accept(pool);
    for (Caller<Void> submitter : submitters) {
      assertRefusal(submitter.failure(PoolClosedException.class), pool);
    }
    assertEquals(0, pool.waiting());
    running.letGo();
    awaitTermination(pool);
    refused.assertNeverStarted();
    assertEquals(submitters.size(), pool.stats().rejected());
    assertEquals(1, pool.stats().submitted());
  }

  private static void assertRefusal(PoolClosedException refusal, WorkerPool pool) {
    assertTrue(refusal.getMessage().contains("'" + pool.name() + "'"), refusal::getMessage);
  }

  @Test
  void shutdownRefusesBlockedSubmitters() throws Exception {
    blockedSubmittersAreRefused(WorkerPool::shutdown);
  }

  @Test
  void shutdownNowRefusesBlockedSubmitters() throws Exception {
    blockedSubmittersAreRefused(pool -> assertEquals(List.of(), pool.shutdownNow()));
  }

  private void laterSubmissionsAreRefused(boolean closed) throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    List<Executable> ways = waysToSubmit(pool, refused);
    pool.shutdown();
    if (closed) {
      running.letGo();
      awaitTermination(pool);
    }
    for (Executable way : ways) {
      assertRefusal(assertThrows(PoolClosedException.class, way), pool);
    }
    assertRefusal(assertThrows(PoolClosedException.class, () -> pool.tryExecute(refused)), pool);
    running.letGo();
    awaitTermination(pool);
    refused.assertNeverStarted();
    assertEquals(ways.size() + 1, pool.stats().rejected());
  }

  @Test
  void drainingPoolRefuses() throws Exception {
    laterSubmissionsAreRefused(/* closed= */ false);
  }

  @Test
  void closedPoolRefuses() throws Exception {
    laterSubmissionsAreRefused(/* closed= */ true);
  }

  @Test
  void whatWasAdmittedBeforeShutdownRuns() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 100);
    Blocker running = startBlocker(pool);
    Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 100; i++) {
      int n = i;
      pool.execute(() -> ran.add(n));
    }
    pool.shutdown();
    assertEquals(State.DRAINING, pool.state());
    running.letGo();
    awaitTermination(pool);
    assertEquals(100, ran.stream().distinct().count());
    assertEquals(101, pool.stats().completed());
    assertEquals(0, pool.stats().cancelled());
  }

  @Test
  void statesFollowOneAnotherAndTheListenerIsTold() throws Exception {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    PoolObserver listener =
        new PoolObserver() {
          @Override
          public void stateChanged(State from, State to) {
            told.add(from + ">" + to);
          }
        };
    WorkerPool pool = pool(b -> b.capacity(1).observer(listener));
    assertEquals(State.OPEN, pool.state());
    Blocker running = startBlocker(pool);
    pool.shutdown();
    pool.shutdown();
    assertEquals(State.DRAINING, pool.state());
    running.letGo();
    awaitTermination(pool);
    assertEquals(State.CLOSED, pool.state());
    assertEquals(State.CLOSED, pool.stats().state());
    pool.reboot();
    assertEquals(State.OPEN, pool.state());
    assertEquals(List.of("OPEN>DRAINING", "DRAINING>CLOSED", "CLOSED>OPEN"), List.copyOf(told));
  }

  @Test
  void futuresOfGroupsAndInvokeAllAreCancelledByShutdownNow() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Blocker running = startBlocker(pool);
    TaskGroup group = pool.group();
    Future<?> member = group.submit(() -> {});
    Caller<List<Future<Object>>> invokeAll =
        Caller.call(() -> pool.invokeAll(List.of(() -> 1, () -> 2)));
    eventually(() -> pool.queued() == 3 && invokeAll.isParked()); // its last is in the queue
    assertEquals(3, pool.shutdownNow().size());
    assertTrue(member.isCancelled());
    for (Future<Object> future : invokeAll.result()) {
      assertTrue(future.isCancelled());
    }
    running.assertInterrupted();
    Caller.run(group::close).result();
    awaitTermination(pool);
    assertEquals(3, pool.stats().cancelled());
  }

  @Test
  void workerMayCloseItsPool() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 10);
    Blocker other = startBlocker(pool);
    Future<?> closer =
        pool.submit(
            () -> {
              other.letGo();
              pool.close();
            });
    closer.get();
    awaitTermination(pool);
    assertEquals(2, pool.stats().completed());
  }
}
