package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolObserver;
import io.gopool.PoolOverloadedException;
import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a full pool does with a submission from outside. */
@OnEachKind
class AdmissionPolicyTest extends CoreFixture {

  /** A pool with one task running and two queued. */
  private WorkerPool full(Admission policy) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(2).admission(policy));
    startBlocker(pool);
    pool.execute(blocker());
    pool.execute(blocker());
    return pool;
  }

  private static final String COUNTS =
      ": capacity=1 running=1 queueCapacity=2 queued=2 waiting=0; ";

  private static String stayedFull(WorkerPool pool, String time) {
    return "pool '"
        + pool.name()
        + "' is full and stayed so for "
        + time
        + COUNTS
        + "raise capacity or let submitters wait longer";
  }

  @Test
  void rejectThrowsAtOnce() throws Exception {
    WorkerPool pool = full(Admission.reject());
    Blocker refused = blocker();
    PoolOverloadedException e =
        assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertEquals(
        "pool '" + pool.name() + "' is full" + COUNTS + "use Admission.block() to wait instead",
        e.getMessage());
    refused.assertNeverStarted();
  }

  @Test
  void blockWithoutTimeThrowsAtOnce() throws Exception {
    WorkerPool pool = full(Admission.block(Duration.ZERO));
    Blocker refused = blocker();
    PoolOverloadedException e =
        assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertEquals(stayedFull(pool, "PT0S"), e.getMessage());
    refused.assertNeverStarted();
  }

  @Test
  void blockWithATimeThrowsWhenItIsOver() throws Exception {
    Duration maxWait = Duration.ofMillis(30);
    WorkerPool pool = full(Admission.block(maxWait));
    Blocker refused = blocker();
    long before = System.nanoTime();
    PoolOverloadedException e =
        assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertTrue(System.nanoTime() - before >= maxWait.toNanos(), "gave up early");
    assertEquals(stayedFull(pool, "PT0.03S"), e.getMessage());
    refused.assertNeverStarted();
    assertEquals(0, pool.waiting());
  }

  @Test
  void blockWithATimeWaitsForASlot() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.block(Duration.ofDays(1))));
    Blocker running = startBlocker(pool);
    Blocker next = blocker();
    Caller<Void> submitter = blockedSubmitter(pool, next);
    running.letGo();
    submitter.result();
    next.awaitStart();
  }

  @Test
  void callerRunsRunsInTheCallersThreadAndCounts() throws Exception {
    WorkerPool pool = full(Admission.callerRuns());
    PoolStats before = pool.stats();
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    pool.execute(() -> ranIn.set(Thread.currentThread()));
    assertSame(Thread.currentThread(), ranIn.get());
    PoolStats after = pool.stats();
    assertEquals(before.submitted() + 1, after.submitted());
    assertEquals(before.completed() + 1, after.completed());
    assertEquals(1, after.running());
    assertEquals(2, after.queued());
    assertEquals(0, after.rejected());
  }

  @Test
  void callerRunsUsesAFreeSlotFirst() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.callerRuns()));
    Future<Thread> ranIn = pool.submit(Thread::currentThread);
    assertTrue(kind.matches(ranIn.get()));
    assertTrue(ranIn.get() != Thread.currentThread());
  }

  @Test
  void exceptionOfATaskThatTheCallerRunsGoesToTheHandler() throws Exception {
    Queue<Throwable> handled = new ConcurrentLinkedQueue<>();
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .admission(Admission.callerRuns())
                    .exceptionHandler((task, failure) -> handled.add(failure)));
    startBlocker(pool);
    IllegalStateException failure = new IllegalStateException("expected");
    pool.execute(
        () -> {
          throw failure;
        });
    assertEquals(List.of(failure), List.copyOf(handled));
    assertEquals(1, pool.stats().failed());

    Future<?> future =
        pool.submit(
            () -> {
              throw failure;
            });
    assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
    assertEquals(1, handled.size());
    assertEquals(2, pool.stats().failed());
  }

  @Test
  void refusalsAreCountedAndToldToListeners() throws Exception {
    Queue<Runnable> told = new ConcurrentLinkedQueue<>();
    PoolObserver listener =
        new PoolObserver() {
          @Override
          public void taskRejected(Runnable task, RejectReason reason) {
            told.add(task);
          }
        };
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()).observer(listener));
    startBlocker(pool);
    List<Runnable> refused = List.of(blocker(), blocker(), blocker());
    assertThrows(PoolOverloadedException.class, () -> pool.execute(refused.get(0)));
    assertTrue(!pool.tryExecute(refused.get(1)));
    assertTrue(!pool.tryExecute(refused.get(2), Duration.ZERO));
    assertEquals(refused, List.copyOf(told));
    assertEquals(3, pool.stats().rejected());
  }
}
