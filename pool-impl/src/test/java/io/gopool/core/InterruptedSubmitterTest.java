package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An interrupt withdraws the task of a blocked submitter. */
@OnEachKind
class InterruptedSubmitterTest extends CoreFixture {

  /** Lets a task end and another run: whoever was still in the line would have run before it. */
  private void assertNeverRuns(WorkerPool pool, Blocker running, Blocker withdrawn)
      throws Exception {
    assertEquals(0, pool.waiting());
    running.letGo();
    startBlocker(pool);
    withdrawn.assertNeverStarted();
    assertEquals(2, pool.stats().submitted());
  }

  @Test
  void tryExecuteThrowsInterruptedException() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker withdrawn = blocker();
    Caller<Boolean> submitter = Caller.call(() -> pool.tryExecute(withdrawn, Duration.ofDays(1)));
    eventually(() -> pool.waiting() == 1);
    submitter.interrupt();
    submitter.failure(InterruptedException.class);
    assertFalse(submitter.interruptStatusAfter());
    assertNeverRuns(pool, running, withdrawn);
  }

  @Test
  void tryExecuteOfAnInterruptedThreadThrowsEvenIfThereIsASlot() throws Exception {
    WorkerPool pool = pool(1);
    Blocker withdrawn = blocker();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> pool.tryExecute(withdrawn, Duration.ofDays(1)));
    assertFalse(Thread.interrupted());
    assertEquals(0, pool.stats().submitted());
  }

  @Test
  void tryExecuteWithoutATimeDoesNotCare() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Thread.currentThread().interrupt();
    assertTrue(pool.tryExecute(task));
    assertTrue(Thread.interrupted());
    task.awaitStart();
  }

  @Test
  void executeThrowsAndKeepsTheInterruptStatus() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker withdrawn = blocker();
    Caller<Void> submitter = blockedSubmitter(pool, withdrawn);
    submitter.interrupt();
    PoolOverloadedException e = submitter.failure(PoolOverloadedException.class);
    assertTrue(submitter.interruptStatusAfter());
    assertTrue(e.getMessage().contains("interrupted"), e::getMessage);
    assertTrue(e.getMessage().endsWith("the task was withdrawn"), e::getMessage);
    assertEquals(1, pool.stats().rejected());
    assertNeverRuns(pool, running, withdrawn);
  }

  @Test
  void executeOfAnInterruptedThreadDoesNotWait() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker withdrawn = blocker();
    Caller<Void> submitter = Caller.runInterrupted(() -> pool.execute(withdrawn));
    submitter.failure(PoolOverloadedException.class);
    assertTrue(submitter.interruptStatusAfter());
    assertNeverRuns(pool, running, withdrawn);
  }

  @Test
  void executeOfAnInterruptedThreadNeedsNoWaitIfThereIsASlot() throws Exception {
    WorkerPool pool = pool(1);
    Blocker task = blocker();
    Caller<Void> submitter = Caller.runInterrupted(() -> pool.execute(task));
    submitter.result();
    assertTrue(submitter.interruptStatusAfter());
    task.awaitStart();
  }

  /** The granter has claimed the waiter, and is held up in the thread factory. */
  @Test
  void interruptThatComesTooLateIsKeptAndTheTaskRuns() throws Exception {
    AtomicBoolean holdUp = new AtomicBoolean();
    CountDownLatch inFactory = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .threads(
                        threadsMadeAfter(
                            () -> {
                              if (holdUp.get()) {
                                inFactory.countDown();
                                pass(goOn);
                              }
                            })));
    startBlocker(pool);
    Blocker admitted = blocker();
    Caller<Void> submitter = blockedSubmitter(pool, admitted);
    holdUp.set(true);
    Caller<Void> granter = Caller.run(() -> pool.resize(2));
    awaitLatch(inFactory);
    submitter.interrupt();
    eventually(() -> !submitter.thread().isInterrupted()); // it has noticed
    assertFalse(submitter.isDone());

    goOn.countDown();
    granter.result();
    submitter.result();
    assertTrue(submitter.interruptStatusAfter());
    admitted.awaitStart();
    assertFalse(admitted.sawInterrupt());
  }

  @Test
  void othersInTheLineAreNotDisturbed() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker first = blocker();
    Blocker withdrawn = blocker();
    Caller<Void> before = blockedSubmitter(pool, first);
    Caller<Void> middle = blockedSubmitter(pool, withdrawn);
    Blocker last = blocker();
    Caller<Void> after = blockedSubmitter(pool, last);
    middle.interrupt();
    middle.failure(PoolOverloadedException.class);
    assertEquals(2, pool.waiting());

    running.letGo();
    before.result();
    first.awaitStart();
    first.letGo();
    after.result();
    last.awaitStart();
    withdrawn.assertNeverStarted();
  }
}
