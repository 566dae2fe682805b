package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.Failure;
import io.gopool.contract.OnEachKind;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups within groups: whoever waits never holds a slot that it waits for. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class NestedGroupTest extends CoreFixture {

  private static final int DEPTH = 5;
  private static final int SIBLINGS = 3;

  @ParameterizedTest
  @CsvSource({"1,0", "1,10", "2,0", "2,10", "3,1000"})
  void deepGroupsDoNotDeadlock(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    assertEquals(243, Caller.call(() -> leaves(pool, DEPTH)).result()); // 3 to the power of 5
    eventually(() -> pool.free() == capacity);
    assertEquals(3 + 9 + 27 + 81 + 243, pool.stats().completed());
  }

  private static int leaves(WorkerPool pool, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    try (TaskGroup group = pool.group()) {
      for (int i = 0; i < SIBLINGS; i++) {
        group.submit(() -> leaves(pool, depth - 1));
      }
      return group.join().results(Integer.class).stream().mapToInt(n -> n).sum();
    }
  }

  @Test
  void innermostFailureComesToTheOutermostJoin() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Exception thrown = new Exception("innermost");
    ExecutionException e =
        Caller.run(() -> failAt(pool, DEPTH, thrown)).failure(ExecutionException.class);
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertEquals(thrown, cause);
    eventually(() -> pool.free() == 1);
  }

  private static Object failAt(WorkerPool pool, int depth, Exception thrown) throws Exception {
    if (depth == 0) {
      return Failure.callable(thrown).call();
    }
    try (TaskGroup group = pool.group()) {
      group.submit(() -> failAt(pool, depth - 1, thrown));
      return group.join().results();
    }
  }

  @Test
  void workerClosesAGroupWithoutJoiningIt() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    AtomicReference<Future<Integer>> member = new AtomicReference<>();
    Future<?> outer =
        pool.submit(
            () -> {
              try (TaskGroup group = pool.group()) {
                member.set(group.submit(() -> 1));
              }
            });
    Caller.call(outer::get).result();
    assertTrue(member.get().isCancelled());
    eventually(() -> pool.running() == 0);
    assertEquals(1, pool.stats().cancelled());
  }

  @Test
  void twoWorkersJoinEachOthersGroups() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 10);
    TaskGroup left = pool.group();
    TaskGroup right = pool.group();
    for (int i = 0; i < 4; i++) {
      int n = i;
      left.submit(() -> n);
      right.submit(() -> n);
    }
    Future<Integer> one = pool.submit(() -> left.join().results().size());
    Future<Integer> two = pool.submit(() -> right.join().results().size());
    assertEquals(4, Caller.call(one::get).result());
    assertEquals(4, Caller.call(two::get).result());
  }
}
