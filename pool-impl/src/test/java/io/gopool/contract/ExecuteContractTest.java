package io.gopool.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEachPool
class ExecuteContractTest extends ContractFixture {

  @Test
  void taskRunsOnAWorkerOfThePoolsKind() throws Exception {
    WorkerPool pool = pool(1);
    FutureTask<Thread> task = new FutureTask<>(Thread::currentThread);
    pool.execute(task);
    assertTrue(kind.matches(task.get()), () -> kind + " did not make " + task.resultNow());
  }

  @WithAndWithoutQueue
  void everyTaskRunsExactlyOnce(int queueCapacity) throws Exception {
    WorkerPool pool = pool(3, queueCapacity);
    int submitters = 4;
    int each = 2_000;
    AtomicIntegerArray runs = new AtomicIntegerArray(submitters * each);

    List<Caller<Void>> callers = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      int first = s * each;
      callers.add(
          Caller.run(
              () -> {
                for (int i = first; i < first + each; i++) {
                  int task = i;
                  pool.execute(() -> runs.incrementAndGet(task));
                }
              }));
    }
    for (Caller<Void> caller : callers) {
      caller.result();
    }
    pool.shutdown();
    awaitTermination(pool);

    assertEquals(
        List.of(),
        IntStream.range(0, runs.length()).filter(i -> runs.get(i) != 1).boxed().toList());
    assertEquals(runs.length(), pool.stats().completed());
  }

  @WithAndWithoutQueue
  void asManyTasksRunAtOnceAsTheCapacitySays(int queueCapacity) throws Exception {
    int capacity = 5;
    WorkerPool pool = pool(capacity, queueCapacity);
    CountDownLatch together = new CountDownLatch(capacity);
    CountDownLatch met = new CountDownLatch(capacity);
    for (int i = 0; i < capacity; i++) {
      pool.execute(
          () -> {
            together.countDown();
            if (awaitQuietly(together)) {
              met.countDown();
            }
          });
    }
    assertTrue(met.await(PATIENCE_SECONDS, SECONDS), () -> "did not meet: " + pool.stats());
  }

  @WithAndWithoutQueue
  void neverMoreTasksRunAtOnceThanTheCapacitySays(int queueCapacity) throws Exception {
    int capacity = 3;
    WorkerPool pool = pool(capacity, queueCapacity);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 3_000; i++) {
      pool.execute(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            running.decrementAndGet();
          });
    }
    pool.shutdown();
    awaitTermination(pool);
    assertTrue(most.get() <= capacity, () -> most + " ran at once");
  }

  @Test
  void submitterOfAFullPoolWaitsForASlot() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker next = blocker();
    Caller<Void> submitter = Caller.run(() -> pool.execute(next)).awaitBlocked();
    next.assertNeverStarted();

    running.letGo();
    submitter.result();
    next.awaitStart();
  }

  @Test
  void taskWaitsInTheQueueOfAFullPool() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Blocker next = blocker();
    pool.execute(next); // does not block
    next.assertNeverStarted();
    assertEquals(1, pool.queued());

    running.letGo();
    next.awaitStart();
  }

  @Test
  void oneTaskMayBeExecutedManyTimes() throws Exception {
    WorkerPool pool = pool(2);
    AtomicInteger runs = new AtomicInteger();
    Runnable task = runs::incrementAndGet;
    for (int i = 0; i < 100; i++) {
      pool.execute(task);
    }
    pool.shutdown();
    awaitTermination(pool);
    assertEquals(100, runs.get());
  }

  @Test
  void nullIsRefused() {
    WorkerPool pool = pool(1);
    assertThrows(NullPointerException.class, () -> pool.execute(null));
    assertEquals(0, pool.stats().submitted());
  }

  @Test
  void nullIsRefusedByAFullPoolToo() throws Exception {
    WorkerPool pool = pool(1);
    fill(pool);
    assertThrows(NullPointerException.class, () -> pool.execute(null));
  }

  @Test
  void nullIsRefusedAsNullAfterShutdown() {
    WorkerPool pool = pool(1);
    pool.shutdown();
    assertThrows(NullPointerException.class, () -> pool.execute(null));
  }

  @ParameterizedTest
  @EnumSource
  void failingTasksLeaveThePoolAsItWas(Failure failure) throws Exception {
    Queue<Map.Entry<Runnable, Throwable>> reported = new ConcurrentLinkedQueue<>();
    WorkerPool pool =
        pool(b -> b.capacity(2).exceptionHandler((task, t) -> reported.add(Map.entry(task, t))));
    Throwable thrown = failure.newThrowable();
    Runnable failing = Failure.runnable(thrown);
    int failures = 50; // more than the workers there can be
    for (int i = 0; i < failures; i++) {
      pool.execute(failing);
    }
    AtomicInteger ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    pool.shutdown();
    awaitTermination(pool);

    assertEquals(1, ran.get());
    assertEquals(failures, reported.size());
    reported.forEach(
        report -> {
          assertSame(failing, report.getKey());
          assertSame(thrown, report.getValue());
        });
    assertEquals(failures, pool.stats().failed());
    assertEquals(1, pool.stats().completed());
  }

  @Test
  void failingExceptionHandlerLeavesThePoolAsItWas() throws Exception {
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .exceptionHandler(
                        (task, t) -> {
                          throw new IllegalStateException("from the handler");
                        }));
    for (int i = 0; i < 10; i++) {
      pool.execute(Failure.runnable(new IllegalArgumentException("from the task")));
    }
    FutureTask<String> next = new FutureTask<>(() -> "ran");
    pool.execute(next);
    assertEquals("ran", next.get());
  }

  @Test
  void interruptStatusOfATaskDoesNotReachTheNext() throws Exception {
    WorkerPool pool = pool(1);
    for (int i = 0; i < 100; i++) {
      pool.execute(() -> Thread.currentThread().interrupt());
      FutureTask<Boolean> next = new FutureTask<>(() -> Thread.currentThread().isInterrupted());
      pool.execute(next);
      assertFalse(next.get());
    }
  }

  @Test
  void interruptStatusOfTheSubmitterIsKept() throws Exception {
    WorkerPool pool = pool(1);
    FutureTask<Boolean> task = new FutureTask<>(() -> Thread.currentThread().isInterrupted());
    Caller<Void> submitter = Caller.runInterrupted(() -> pool.execute(task));
    submitter.result();
    assertTrue(submitter.interruptStatusAfter());
    assertFalse(task.get());
  }

  @Test
  void workerIsNotTheSubmitter() throws Exception {
    WorkerPool pool = pool(1);
    SynchronousQueue<Thread> handover = new SynchronousQueue<>();
    pool.execute(
        () -> {
          try {
            handover.put(Thread.currentThread()); // would hang if this were the thread that polls
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread worker = handover.poll(PATIENCE_SECONDS, SECONDS);
    assertNotNull(worker);
    assertNotSame(Thread.currentThread(), worker);
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE_SECONDS, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
