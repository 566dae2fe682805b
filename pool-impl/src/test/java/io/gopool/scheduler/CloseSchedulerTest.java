package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CloseSchedulerTest extends SchedulerFixture {

  @Test
  void closeWaitsForItsThreads() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    go(
        s,
        () -> {
          gate.await();
          Thread.sleep(5);
          ended.set(true);
        });
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(() -> s.close(Duration.ofSeconds(PATIENCE_SECONDS)));
    eventually(() -> !s.core.closing.isOpen());
    assertThrows(RejectedExecutionException.class, () -> s.threadFactory().newThread(() -> {}));
    assertFalse(closed.isDone());
    gate.countDown();
    assertTrue(closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(ended.get());
    s.close(); // once more has no effect
  }

  @Test
  void closeOfAnIdleOneReturnsAtOnce() {
    DefaultGpmScheduler s = scheduler(2);
    s.close();
    assertTrue(s.close(Duration.ZERO));
  }

  @Test
  void aThreadThatDoesNotEndInTimeGoesOnOnTheJdksScheduler() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CompletableFuture<Thread> carrier = new CompletableFuture<>();
    Thread parked =
        go(
            s,
            () -> {
              LockSupport.park();
              carrier.complete(Continuations.currentCarrier());
            });
    eventually(() -> s.stats().waiting() == 1);
    assertFalse(s.close(Duration.ofMillis(1)));
    assertFalse(s.close(Duration.ZERO), "it still lives");
    eventually(() -> s.stats().machines() == 0);
    LockSupport.unpark(parked);
    Thread on = carrier.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertFalse(on instanceof Machine, on::toString);
    join(parked);
    eventually(() -> s.stats().live() == 0);
    assertTrue(s.close(Duration.ZERO));
  }

  /** The JDK itself queues what comes after a yield on its scheduler. */
  @Test
  void anEndThatNobodyIsToldOfIsCounted() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Thread parked =
        go(
            s,
            () -> {
              LockSupport.park();
              Thread first = Continuations.currentCarrier(); // which looks after the first step
              do {
                yieldNow();
              } while (Continuations.currentCarrier() != first);
            });
    eventually(() -> s.stats().waiting() == 1);
    assertFalse(s.close(Duration.ZERO));
    LockSupport.unpark(parked);
    join(parked);
    eventually(() -> s.stats().live() == 0);
    assertTrue(s.close(Duration.ZERO));
  }

  @Test
  void aLoopThatNeverEndsKeepsItsMachineAndNobodyElse() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Hog hog = hog(s);
    assertFalse(s.close(Duration.ofMillis(1)));
    eventually(() -> s.stats().machines() == 1);
    long before = hog.rounds;
    eventually(() -> hog.rounds != before);
    hog.stop();
    eventually(() -> s.stats().machines() == 0);
    assertEquals(0, s.stats().live());
  }

  @Test
  void whatWasRunnableAtTheEndRuns() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    Hog hog = hog(s);
    CountDownLatch ran = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      go(s, ran::countDown);
    }
    assertFalse(s.close(Duration.ZERO));
    assertEquals(100, ran.getCount());
    hog.stop();
    awaitLatch(ran);
  }

  @Test
  void whatIsQueuedBehindALoopRunsAfterTheClose() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(Duration.ofMillis(200)));
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(2);
    go(
        s,
        () -> {
          go(s, ran::countDown); // to this processor's queue
          go(s, ran::countDown);
          queued.countDown();
          while (ran.getCount() > 0) {
            Thread.onSpinWait();
          }
        });
    awaitLatch(queued);
    s.close(Duration.ZERO);
    awaitLatch(ran);
  }

  @Test
  void aThreadStartedAfterTheCloseRunsOnTheJdksScheduler() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch ran = new CountDownLatch(1);
    Thread late = s.threadFactory().newThread(ran::countDown);
    s.close();
    late.start();
    awaitLatch(ran);
  }

  @Test
  void inheritedThreadsAreNotWaitedForAndGoOn() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CompletableFuture<Thread> child = new CompletableFuture<>();
    CompletableFuture<Thread> first = new CompletableFuture<>();
    CompletableFuture<Thread> second = new CompletableFuture<>();
    go(
        s,
        () ->
            child.complete(
                Thread.startVirtualThread(
                    () -> {
                      first.complete(Continuations.currentCarrier());
                      LockSupport.park();
                      second.complete(Continuations.currentCarrier());
                    })));
    assertInstanceOf(Machine.class, first.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    s.close();
    Thread inherited = child.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    eventually(() -> inherited.getState() == Thread.State.WAITING);
    LockSupport.unpark(inherited);
    assertFalse(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof Machine);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    Thread waits = go(s, gate::await);
    eventually(() -> s.stats().waiting() == 1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread closer =
        Thread.startVirtualThread(
            () -> {
              s.close();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    eventually(() -> !s.core.closing.isOpen());
    closer.interrupt();
    assertTrue(interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    gate.countDown();
    join(waits);
  }

  @Test
  void aThreadOfItsOwnCannotCloseIt() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    go(
        s,
        () -> {
          try {
            s.close();
            thrown.complete(new AssertionError("closed"));
          } catch (IllegalStateException e) {
            thrown.complete(e);
          }
        });
    Throwable t = thrown.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertTrue(
        t.getMessage().startsWith("scheduler 'test' cannot be closed by one of"), t::toString);
    assertTrue(s.core.closing.isOpen());
  }

  @Test
  void twoCloseAtOnceTheImpatientOneEndsBothWaits() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    Thread waits = go(s, gate::await);
    CompletableFuture<Boolean> patient =
        CompletableFuture.supplyAsync(() -> s.close(Duration.ofHours(1)));
    eventually(() -> !s.core.closing.isOpen());
    assertFalse(s.close(Duration.ZERO));
    assertFalse(patient.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    gate.countDown();
    join(waits);
  }

  @Test
  void manyThatEndWhileItClosesAreAllWaitedFor() throws Exception {
    for (int round = 0; round < 200; round++) {
      DefaultGpmScheduler s = scheduler(2);
      for (int i = 0; i < 10; i++) {
        go(s, SchedulerFixture::yieldNow);
      }
      s.close();
      assertEquals(0, s.stats().live());
    }
  }

  @Test
  void aPoolOnItIsClosedFirst() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CompletableFuture<Thread> carrier = new CompletableFuture<>();
    WorkerPool pool =
        WorkerPool.builder("on-gpm").capacity(4).threads(WorkerThreads.gpm(s)).build();
    pool.execute(() -> carrier.complete(Continuations.currentCarrier()));
    assertInstanceOf(Machine.class, carrier.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    pool.close();
    assertSame(State.CLOSED, pool.state());
    s.close();
    pool.reboot();
    assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
    pool.close();
  }
}
