package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolOverloadedException;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting for a group whose tasks succeed, and its results. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class TaskGroupJoinTest extends CoreFixture {

  @Test
  void waitsForEachTask() throws Exception {
    WorkerPool pool = pool(2);
    TaskGroup group = pool.group();
    Blocker first = blocker();
    Blocker second = blocker();
    group.submit(first);
    group.submit(second);
    Caller<TaskGroup> joiner = Caller.call(group::join).awaitBlocked();
    first.letGo();
    first.assertNotInterrupted();
    eventually(() -> pool.running() == 1); // the group knows
    joiner.awaitBlocked();
    assertFalse(joiner.isDone());
    second.letGo();
    assertSame(group, joiner.result());
  }

  @Test
  void resultsComeInTheOrderOfSubmission() throws Exception {
    WorkerPool pool = pool(4, /* queueCapacity= */ 10);
    TaskGroup group = pool.group();
    Blocker slow = blocker();
    group.submit(slow.returning(0));
    for (int i = 1; i < 100; i++) {
      int n = i;
      group.submit(() -> n);
    }
    slow.letGo();
    List<Integer> expected = IntStream.range(0, 100).boxed().toList();
    assertEquals(expected, group.join().results());
    assertEquals(expected, group.results(Integer.class));
    assertEquals(100, group.size());
  }

  @Test
  void resultOfARunnableIsNull() throws Exception {
    TaskGroup group = pool(1).group();
    Future<?> future = group.submit(() -> {});
    group.submit(() -> "text");
    assertEquals(Arrays.asList(null, "text"), group.join().results(String.class));
    assertNull(future.resultNow());
  }

  @Test
  void resultOfAnotherTypeIsRefused() throws Exception {
    TaskGroup group = pool(1).group();
    group.submit(() -> "text");
    group.join();
    assertThrows(ClassCastException.class, () -> group.results(Integer.class));
  }

  @Test
  void resultsBeforeTheEndAreRefused() throws Exception {
    TaskGroup group = pool(1).group();
    Blocker running = blocker();
    group.submit(running);
    assertThrows(IllegalStateException.class, group::results);
    running.letGo();
    assertEquals(1, group.join().results().size());
  }

  @Test
  void emptyGroupIsJoinedAtOnce() throws Exception {
    TaskGroup group = pool(1).group();
    assertEquals(List.of(), group.join().results());
    assertTrue(group.join(Duration.ZERO));
    assertEquals(0, group.size());
    group.close();
  }

  @Test
  void moreTasksMayFollowAJoin() throws Exception {
    TaskGroup group = pool(1).group();
    group.submit(() -> 1);
    assertEquals(List.of(1), group.join().results());
    group.submit(() -> 2);
    assertEquals(List.of(1, 2), group.join().results());
  }

  @Test
  void joinWithTimeoutGivesUpAndTheTasksGoOn() throws Exception {
    TaskGroup group = pool(1).group();
    Blocker running = blocker();
    group.submit(running);
    running.awaitStart();
    assertFalse(group.join(Duration.ofMillis(1)));
    assertFalse(group.join(Duration.ZERO));
    running.letGo();
    assertTrue(group.join(Duration.ofSeconds(PATIENCE_SECONDS)));
    running.assertNotInterrupted();
  }

  @Test
  void workerThatJoinsWithTimeoutGivesUpToo() throws Exception {
    WorkerPool pool = pool(2);
    Blocker running = startBlocker(pool);
    Blocker member = blocker();
    TaskGroup group = pool.group();
    running.letGo();
    group.submit(member);
    member.awaitStart();
    assertEquals(false, pool.submit(() -> group.join(Duration.ofMillis(1))).get());
    member.letGo();
    assertEquals(true, pool.submit(() -> group.join(Duration.ofSeconds(PATIENCE_SECONDS))).get());
    member.assertNotInterrupted();
  }

  @Test
  void negativeTimeIsRefused() {
    TaskGroup group = pool(1).group();
    assertThrows(IllegalArgumentException.class, () -> group.join(Duration.ofNanos(-1)));
  }

  @Test
  void interruptOfAJoinLeavesTheTasksAlone() throws Exception {
    TaskGroup group = pool(1).group();
    Blocker running = blocker();
    group.submit(running);
    Caller<TaskGroup> joiner = Caller.call(group::join).awaitBlocked();
    joiner.interrupt();
    joiner.failure(InterruptedException.class);
    Caller.runInterrupted(group::join).failure(InterruptedException.class);
    running.letGo();
    assertEquals(1, group.join().results().size());
    running.assertNotInterrupted();
  }

  @Test
  void severalThreadsJoinAtOnce() throws Exception {
    WorkerPool pool = pool(3);
    TaskGroup group = pool.group();
    Blocker running = blocker();
    group.submit(running.returning("result"));
    running.awaitStart();
    List<Caller<List<Object>>> joiners = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      joiners.add(Caller.call(() -> group.join().results()).awaitBlocked());
    }
    Future<List<Object>> worker = pool.submit(() -> group.join().results());
    running.letGo();
    for (Caller<List<Object>> joiner : joiners) {
      assertEquals(List.of("result"), joiner.result());
    }
    assertEquals(List.of("result"), worker.get());
  }

  @Test
  void rejectedTaskIsNotPartOfTheGroup() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    TaskGroup group = pool.group();
    Blocker running = blocker();
    group.submit(running.returning("result"));
    running.awaitStart();
    assertThrows(PoolOverloadedException.class, () -> group.submit(() -> "refused"));
    assertEquals(1, group.size());
    running.letGo();
    assertEquals(List.of("result"), group.join().results());
  }
}
