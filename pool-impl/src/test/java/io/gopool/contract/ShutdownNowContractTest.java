package io.gopool.contract;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An abrupt end: what runs is interrupted, what never ran is handed back. */
@OnEachPool
class ShutdownNowContractTest extends ContractFixture {

  @Test
  void unusedPoolTerminatesAtOnce() {
    WorkerPool pool = pool(1);
    assertEquals(List.of(), pool.shutdownNow());
    assertTrue(pool.isShutdown());
    assertTrue(pool.isTerminated());
  }

  @Test
  void everyRunningTaskIsInterrupted() throws Exception {
    WorkerPool pool = pool(4);
    List<Blocker> running = fill(pool);
    assertEquals(List.of(), pool.shutdownNow());
    for (Blocker task : running) {
      task.assertInterrupted();
    }
    awaitTermination(pool);
    assertTrue(pool.isTerminated());
  }

  @Test
  void taskThatIgnoresTheInterruptKeepsThePoolFromTerminating() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = blocker().stubborn();
    Future<String> future = pool.submit(running.returning("result"));
    running.awaitStart();
    assertEquals(List.of(), pool.shutdownNow());
    eventually(running::sawInterrupt);
    assertTrue(pool.isShutdown());
    assertFalse(pool.isTerminated());

    running.letGo();
    assertEquals("result", future.get());
    awaitTermination(pool);
  }

  @Test
  void executedTasksThatNeverRanComeBackAsTheyWere() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 1_000);
    fill(pool);
    AtomicInteger ran = new AtomicInteger();
    List<Runnable> queued = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Runnable task = new Counting(ran);
      queued.add(task);
      pool.execute(task);
    }
    List<Runnable> returned = pool.shutdownNow();
    assertEquals(500, returned.size());
    assertEquals(identitySet(queued), identitySet(returned));
    assertEquals(0, pool.queued());

    awaitTermination(pool);
    assertEquals(0, ran.get());
    assertEquals(500, pool.stats().cancelled());
    assertEquals(2, pool.stats().completed());
  }

  @Test
  void submittedTasksThatNeverRanComeBackAsTheirFutures() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    fill(pool);
    List<Future<String>> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(pool.submit(() -> "ran late"));
    }
    List<Runnable> returned = pool.shutdownNow();
    assertEquals(identitySet(futures), identitySet(returned));
    awaitTermination(pool);

    for (Future<String> future : futures) {
      assertFalse(future.isDone());
    }
    returned.forEach(Runnable::run);
    for (Future<String> future : futures) {
      assertEquals("ran late", future.resultNow());
    }
  }

  @Test
  void blockedSubmitterIsRefusedAndItsTaskDoesNotComeBack() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    pool.execute(queued);
    Blocker refused = blocker();
    Caller<Void> submitter = Caller.run(() -> pool.execute(refused)).awaitBlocked();

    assertEquals(List.of(queued), pool.shutdownNow());
    submitter.failure(PoolClosedException.class);
    running.assertInterrupted();
    awaitTermination(pool);
    queued.assertNeverStarted();
    refused.assertNeverStarted();
  }

  @Test
  void cancelledTasksMayComeBackButDoNotRun() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    fill(pool);
    Blocker cancelled = blocker();
    assertTrue(
        pool.submit(cancelled.returning("result")).cancel(/* mayInterruptIfRunning= */ true));
    pool.shutdownNow().forEach(Runnable::run);
    awaitTermination(pool);
    cancelled.assertNeverStarted();
    assertEquals(1, pool.stats().cancelled());
  }

  @Test
  void afterShutdownItHandsBackWhatIsStillQueued() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    pool.execute(queued);
    pool.shutdown();
    assertEquals(List.of(queued), pool.shutdownNow());
    running.assertInterrupted();
    awaitTermination(pool);
    queued.assertNeverStarted();
  }

  @Test
  void secondCallHasNothingToHandBack() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    fill(pool);
    Blocker queued = blocker();
    pool.execute(queued);
    assertEquals(List.of(queued), pool.shutdownNow());
    assertEquals(List.of(), pool.shutdownNow());
    awaitTermination(pool);
    assertEquals(List.of(), pool.shutdownNow());
  }

  @Test
  void taskMayCallItAndIsInterruptedItself() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker gate = blocker();
    Future<List<Runnable>> caller =
        pool.submit(
            () -> {
              gate.run();
              List<Runnable> returned = pool.shutdownNow();
              assertTrue(Thread.interrupted());
              return returned;
            });
    gate.awaitStart();
    Blocker queued = blocker();
    pool.execute(queued);
    gate.letGo();
    assertEquals(List.of(queued), caller.get());
    awaitTermination(pool);
    queued.assertNeverStarted();
  }

  /**
   * Submitters race with the end: each task ran, came back or was refused, and only one of them.
   */
  @WithAndWithoutQueue
  void noTaskIsLostAndNoneBothRunsAndComesBack(int queueCapacity) throws Exception {
    for (int round = 0; round < 50; round++) {
      WorkerPool pool = pool(2, queueCapacity);
      AtomicInteger ran = new AtomicInteger();
      List<Caller<List<Counting>>> submitters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        submitters.add(Caller.call(() -> submitUntilRefused(pool, ran)));
      }
      while (ran.get() < round * 20) {
        Thread.onSpinWait();
      }
      Set<Object> returned = identitySet(pool.shutdownNow());
      awaitTermination(pool);

      int admitted = 0;
      for (Caller<List<Counting>> submitter : submitters) {
        for (Counting task : submitter.result()) {
          admitted++;
          assertEquals(returned.contains(task) ? 0 : 1, task.runs.get());
        }
      }
      assertEquals(admitted, ran.get() + returned.size());
      assertEquals(ran.get(), pool.stats().completed());
      assertEquals(returned.size(), pool.stats().cancelled());
    }
  }

  private static List<Counting> submitUntilRefused(WorkerPool pool, AtomicInteger ran) {
    List<Counting> admitted = new ArrayList<>();
    try {
      while (true) {
        Counting task = new Counting(ran);
        pool.execute(task);
        admitted.add(task);
      }
    } catch (PoolClosedException expected) {
      return admitted;
    }
  }

  private static Set<Object> identitySet(List<?> elements) {
    Set<Object> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(elements);
    return set;
  }

  /** Counts its runs, its own and those of all. */
  private static final class Counting implements Runnable {

    final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger all;

    Counting(AtomicInteger all) {
      this.all = all;
    }

    @Override
    public void run() {
      runs.incrementAndGet();
      all.incrementAndGet();
    }
  }
}
