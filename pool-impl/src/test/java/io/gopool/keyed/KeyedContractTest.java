package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyStats;
import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.PoolOverloadedException;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a user of the pools expects of each call. */
class KeyedContractTest extends KeyedFixture {

  @Test
  void submitReturnsTheResultAndTheFailure() throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    assertEquals(42, pools.submit("a", () -> 42).get());
    assertNull(pools.submit("a", () -> {}).get());
    IllegalStateException failure = new IllegalStateException("expected");
    Future<Integer> failed =
        pools.submit(
            "a",
            () -> {
              throw failure;
            });
    assertSame(failure, assertThrows(ExecutionException.class, failed::get).getCause());
    awaitQuiet(pools);
    KeyStats stats = pools.stats("a");
    assertEquals(List.of(2L, 1L), List.of(stats.completed(), stats.failed()));
  }

  @Test
  void failureOfAnExecutedTaskGoesToTheHandlerAndTheNextTaskRuns() throws Exception {
    AtomicReference<Throwable> handled = new AtomicReference<>();
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).exceptionHandler((task, t) -> handled.set(t)));
    IllegalStateException failure = new IllegalStateException("expected");
    pools.execute(
        "a",
        () -> {
          throw failure;
        });
    pools.submit("a", () -> {}).get();
    assertSame(failure, handled.get());
    awaitQuiet(pools);
    assertEquals(1, pools.stats().failed());
  }

  @Test
  void handlerThatFailsHarmsNobody() throws Exception {
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .exceptionHandler(
                        (task, t) -> {
                          throw new IllegalStateException("expected in the log");
                        }));
    pools.execute(
        "a",
        () -> {
          throw new AssertionError("handled");
        });
    assertEquals(1, pools.submit("a", () -> 1).get());
  }

  @Test
  void cancelledTaskThatIsQueuedNeverRunsAndGivesItsPlaceBack() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker running = startBlocker(pools, "a");
    AtomicInteger ran = new AtomicInteger();
    Future<?> queued = pools.submit("a", ran::incrementAndGet);
    Caller<Void> waiting = blockedSubmitter(pools, "a", () -> ran.addAndGet(10));
    assertTrue(queued.cancel(false));
    waiting.result();
    assertFalse(queued.cancel(false));
    running.letGo();
    awaitQuiet(pools);
    assertEquals(10, ran.get());
    assertEquals(1, pools.stats("a").cancelled());
  }

  @Test
  void cancelInterruptsATaskThatRunsAndNotTheNextOne() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker blocker = blocker();
    Future<?> running = pools.submit("a", blocker);
    blocker.awaitStart();
    Future<Boolean> next = pools.submit("a", () -> Thread.currentThread().isInterrupted());
    running.cancel(true);
    blocker.assertInterrupted();
    assertFalse(next.get());
    awaitQuiet(pools);
    assertEquals(1, pools.stats("a").cancelled());
  }

  @Test
  void tasksSeeTheWorkersOwnName() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(10));
    Blocker first = startBlocker(pools, "a");
    pools.execute("a", () -> Thread.currentThread().setName("changed"));
    Future<String> name = pools.submit("a", () -> Thread.currentThread().getName());
    first.letGo();
    assertEquals("test-worker", name.get());
  }

  @Test
  void rejectThrowsWithTheCounts() throws Exception {
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .queueCapacityPerKey(1)
                    .totalCapacity(7)
                    .admission(Admission.reject()));
    startBlocker(pools, "a");
    pools.execute("a", () -> {});
    PoolOverloadedException refusal =
        assertThrows(PoolOverloadedException.class, () -> pools.execute("a", () -> {}));
    assertEquals(
        "key 'a' of 'test' is full: capacity=1 running=1 queued=1 waiting=0;"
            + " raise capacityPerKey, or use Admission.block() to wait instead",
        refusal.getMessage());
    assertEquals(1, pools.stats("a").rejected());
  }

  @Test
  void refusalForTheTotalSaysSo() throws Exception {
    KeyedPools<String> pools = pools(b -> b.totalCapacity(2).admission(Admission.reject()));
    startBlocker(pools, "a");
    startBlocker(pools, "a");
    PoolOverloadedException refusal =
        assertThrows(PoolOverloadedException.class, () -> pools.execute("b", () -> {}));
    assertEquals(
        "key 'b' of 'test' gets no slot, the total is exhausted: totalCapacity=2"
            + " capacity=8 running=0 queued=0 waiting=0;"
            + " raise totalCapacity, or use Admission.block() to wait instead",
        refusal.getMessage());
  }

  @Test
  void boundedWaitEndsInARefusal() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).admission(Admission.block(Duration.ofMillis(1))));
    startBlocker(pools, "a");
    PoolOverloadedException refusal =
        assertThrows(PoolOverloadedException.class, () -> pools.execute("a", () -> {}));
    assertEquals(
        "key 'a' of 'test' is full and stayed so for PT0.001S:"
            + " capacity=1 running=1 queued=0 waiting=0;"
            + " raise capacityPerKey, or let submitters wait longer",
        refusal.getMessage());
    assertFalse(pools.tryExecute("a", () -> {}, Duration.ofMillis(1)));
    assertEquals(2, pools.stats("a").rejected());
    assertEquals(0, pools.stats("a").waiting());
  }

  @Test
  void timedSubmissionIsAdmittedInTime() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker running = startBlocker(pools, "a");
    CountDownLatch ran = new CountDownLatch(1);
    Caller<Boolean> timed = Caller.call(() -> pools.tryExecute("a", ran::countDown, PATIENCE));
    eventually(() -> pools.stats().waiting() == 1);
    running.letGo();
    assertTrue(timed.result());
    awaitLatch(ran);
  }

  @Test
  void timedSubmissionCanBeInterrupted() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "a");
    Caller<Boolean> timed = Caller.call(() -> pools.tryExecute("a", () -> {}, PATIENCE));
    eventually(() -> pools.stats().waiting() == 1);
    timed.interrupt();
    timed.failure(InterruptedException.class);
    Caller.runInterrupted(() -> pools.tryExecute("b", () -> {}, PATIENCE))
        .failure(InterruptedException.class);
  }

  @Test
  void callerRunsRunsInTheSubmitter() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).admission(Admission.callerRuns()));
    startBlocker(pools, "a");
    Future<Thread> inCaller = pools.submit("a", Thread::currentThread);
    assertSame(Thread.currentThread(), inCaller.get());
    assertEquals(1, pools.stats("a").completed());
  }

  @Test
  void groupReturnsResultsInOrderAndTheFirstFailureCancelsTheRest() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2).queueCapacityPerKey(10));
    try (TaskGroup group = pools.group("a")) {
      for (int i = 0; i < 5; i++) {
        int n = i;
        var unused = n % 2 == 0 ? group.submit(() -> n) : group.submit("name", () -> n);
      }
      assertEquals(List.of(0, 1, 2, 3, 4), group.join().results(Integer.class));
    }
    IllegalStateException failure = new IllegalStateException("expected");
    Blocker blocker = blocker();
    try (TaskGroup group = pools.group("a")) {
      var running = group.submit(blocker);
      blocker.awaitStart();
      var failing =
          group.submit(
              () -> {
                throw failure;
              });
      assertSame(failure, assertThrows(ExecutionException.class, group::join).getCause());
      blocker.assertInterrupted();
      assertTrue(running.isCancelled());
      assertEquals(Future.State.FAILED, failing.state());
      assertTrue(group.submit(() -> 1).isCancelled());
    }
  }

  @Test
  void executorIsAViewOfOneKey() throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    assertEquals("x", CompletableFuture.supplyAsync(() -> "x", pools.executor("a")).get());
    awaitQuiet(pools);
    assertEquals(1, pools.stats("a").completed());
  }

  @Test
  void decoratorWrapsInTheSubmitter() throws Exception {
    Thread submitter = Thread.currentThread();
    AtomicInteger wrapped = new AtomicInteger();
    KeyedPools<String> pools =
        pools(
            b ->
                b.taskDecorator(
                    task -> {
                      assertSame(submitter, Thread.currentThread());
                      return () -> {
                        wrapped.incrementAndGet();
                        task.run();
                      };
                    }));
    assertEquals(1, pools.submit("a", () -> 1).get());
    pools.execute("a", () -> {});
    awaitQuiet(pools);
    assertEquals(2, wrapped.get());
  }

  @Test
  void decoratorThatDropsItsTaskFailsTheFuture() {
    KeyedPools<String> pools = pools(b -> b.taskDecorator(task -> () -> {}));
    Future<Integer> future = pools.submit("a", () -> 1);
    ExecutionException failure = assertThrows(ExecutionException.class, future::get);
    assertEquals(
        "the task decorator returned a task that did not run its argument",
        failure.getCause().getMessage());
  }

  @Test
  void statsOfAKeyAndOfAll() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1).totalCapacity(5).maxKeys(9));
    startBlocker(pools, "a");
    pools.execute("a", () -> {});
    blockedSubmitter(pools, "a", () -> {});
    startBlocker(pools, "b");
    assertEquals(new KeyStats(1, 1, 1, 1, 2, 0, 0, 0, 0), pools.stats("a"));
    assertEquals(
        Map.of("a", pools.stats("a"), "b", new KeyStats(1, 1, 0, 0, 1, 0, 0, 0, 0)),
        pools.statsPerKey());
    assertEquals(
        new KeyedStats("test", State.OPEN, 2, 9, 1, 5, 0, 2, 1, 1, 3, 0, 0, 0, 0, 2, 0, 0),
        pools.stats());
    assertEquals(
        "KeyedPools[test OPEN keys=2 maxKeys=9 running=2 totalCapacity=5]", pools.toString());
  }

  @Test
  void threadThatCannotBeStartedIsTheSubmittersErrorAndHoldsNoSlot() throws Exception {
    AtomicBoolean fails = new AtomicBoolean(true); // whoever tries, for a task may wait for it
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .totalCapacity(1)
                    .threads(
                        WorkerThreads.of(
                            task -> {
                              if (fails.get()) {
                                throw new OutOfMemoryError("expected");
                              }
                              return Thread.ofVirtual().unstarted(task);
                            })));
    assertThrows(OutOfMemoryError.class, () -> pools.execute("a", () -> {}));
    fails.set(false);
    assertEquals(1, pools.submit("b", () -> 1).get());
    assertEquals(1, pools.submit("a", () -> 1).get());
  }

  @Test
  void platformThreadsWorkToo() throws Exception {
    KeyedPools<String> pools = pools(b -> b.threads(WorkerThreads.platform()));
    assertFalse(pools.submit("a", () -> Thread.currentThread().isVirtual()).get());
  }
}
