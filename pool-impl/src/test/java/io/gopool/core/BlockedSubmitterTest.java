package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** At capacity submitters wait in a line, with their tasks. */
@OnEachKind
class BlockedSubmitterTest extends CoreFixture {

  @Test
  void firstComeIsFirstServed() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      submitters.add(blockedSubmitter(pool, () -> order.add(number)));
    }
    running.letGo();
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    pool.close();
    assertEquals(IntStream.range(0, 20).boxed().toList(), order);
  }

  @Test
  void timedSubmittersStandInTheSameLine() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Caller<Void> first = blockedSubmitter(pool, () -> order.add("execute"));
    Caller<Boolean> second =
        Caller.call(() -> pool.tryExecute(() -> order.add("tryExecute"), Duration.ofDays(1)));
    eventually(() -> pool.waiting() == 2 && second.isParked());
    Caller<?> third = Caller.call(() -> pool.submit(() -> order.add("submit")));
    eventually(() -> pool.waiting() == 3);

    running.letGo();
    first.result();
    assertTrue(second.result());
    third.result();
    pool.close();
    assertEquals(List.of("execute", "tryExecute", "submit"), order);
  }

  @Test
  void taskRunsAlthoughItsSubmitterHasNotWokenUp() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker carried = blocker();
    Thread neverWakes = Thread.ofPlatform().unstarted(() -> {});
    assertTrue(core(pool).waiters.tryAdd(new Waiter(neverWakes, carried)));
    running.letGo();
    carried.awaitStart();
  }

  @Test
  void nobodyPassesWhoeverWaits() throws Exception {
    WorkerPool pool = pool(2); // idle: there are permits, and a waiter that has yet to be granted
    CountDownLatch waitersTask = new CountDownLatch(1);
    Thread submitter = Thread.ofPlatform().unstarted(() -> {});
    assertTrue(core(pool).waiters.tryAdd(new Waiter(submitter, waitersTask::countDown)));
    Blocker newcomer = blocker();
    assertFalse(pool.tryExecute(newcomer));
    assertEquals(1, pool.waiting());

    core(pool).gate.grant(/* home= */ 0);
    awaitLatch(waitersTask);
    assertTrue(pool.tryExecute(newcomer));
    newcomer.awaitStart();
  }

  @Test
  void tryExecuteIsRefusedWhileOthersWait() throws Exception {
    WorkerPool pool = pool(1, 1);
    fill(pool);
    pool.execute(blocker());
    blockedSubmitter(pool, blocker());
    Blocker newcomer = blocker();
    assertFalse(pool.tryExecute(newcomer));
    assertFalse(pool.tryExecute(newcomer, Duration.ZERO));
    assertEquals(1, pool.waiting());
    assertEquals(2, pool.stats().rejected());
    newcomer.assertNeverStarted();
  }

  @Test
  void oneEndAdmitsOneSubmitter() throws Exception {
    WorkerPool pool = pool(2);
    List<Blocker> running = fill(pool);
    Blocker next = blocker();
    Caller<Void> first = blockedSubmitter(pool, next);
    Caller<Void> second = blockedSubmitter(pool, blocker());
    running.getFirst().letGo();
    first.result();
    next.awaitStart();
    assertEquals(1, pool.waiting());
    assertFalse(second.isDone());
  }

  @Test
  void submitterIsAdmittedToTheQueueWhileTheNextTaskBlocks() throws Exception {
    WorkerPool pool = pool(1, 1);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    pool.execute(queued);
    Caller<Void> submitter = blockedSubmitter(pool, blocker());
    running.letGo();
    queued.awaitStart(); // and runs on
    submitter.result();
    assertEquals(1, pool.queued());
  }

  @Test
  void everybodyIsAdmittedWhenManyWait() throws Exception {
    WorkerPool pool = pool(2);
    List<Blocker> running = fill(pool);
    int submitters = 200;
    CountDownLatch ran = new CountDownLatch(submitters);
    List<Caller<Void>> callers = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      callers.add(Caller.run(() -> pool.execute(ran::countDown)));
    }
    eventually(() -> pool.waiting() == submitters);
    running.forEach(Blocker::letGo);
    for (Caller<Void> caller : callers) {
      caller.result();
    }
    awaitLatch(ran);
    assertEquals(0, pool.waiting());
  }
}
