package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolStats;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.IntSummaryStatistics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers are replaced after a number of tasks, and never too many are there. */
@OnEachKind
class RetirementTest extends CoreFixture {

  @Test
  void workersRetireAndNoTaskIsLost() throws Exception {
    int tasks = 20_000;
    WorkerLog workers = new WorkerLog();
    // Of its own kind a platform thread would hardly ever retire.
    WorkerThreads threads = WorkerThreads.of(kind.threads().factory());
    WorkerPool pool =
        pool(b -> b.capacity(2).queueCapacity(1_000).threads(threads).observer(workers));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      pool.execute(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            left.countDown();
          });
    }
    awaitLatch(left);
    pool.close();
    PoolStats stats = pool.stats();
    assertTrue(stats.retired(WorkerExit.AGE) > 0, stats::toString);
    assertEquals(tasks, stats.completed());
    assertTrue(most.get() <= 2, () -> most + " at once");
    long retired = workers.stopped().values().stream().filter(e -> e == WorkerExit.AGE).count();
    assertEquals(stats.retired(WorkerExit.AGE), retired);
    assertEquals(stats.spawned(), workers.stopped().size());
  }

  @Test
  void noMoreThreadsThanCapacityAreMade() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ThreadFactory factory = kind.threads().factory();
    WorkerThreads counted =
        WorkerThreads.of(
            task -> {
              made.incrementAndGet();
              return factory.newThread(task);
            });
    WorkerPool pool = pool(b -> b.capacity(3).queueCapacity(20).threads(counted));
    fill(pool);
    for (int i = 0; i < 20; i++) {
      pool.execute(new Blocker()::hasStarted);
    }
    assertEquals(20, pool.queued());
    assertEquals(3, made.get());
    assertEquals(3, pool.stats().spawned());
  }

  @Test
  void aWorkerThatCannotBeReplacedStays() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ThreadFactory factory = kind.threads().factory();
    WorkerThreads once =
        WorkerThreads.of(task -> made.incrementAndGet() == 1 ? factory.newThread(task) : null);
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(b -> b.capacity(1).threads(once));
      for (int i = 0; i < 1_000; i++) {
        int n = i;
        assertEquals(n, pool.submit(() -> n).get());
      }
      assertEquals(2, made.get()); // not for each task after the first 100
      assertTrue(log.messages().getFirst().contains(pool.name()));
      assertEquals(0, pool.stats().retired(WorkerExit.AGE));
      assertEquals(1, pool.stats().spawned());
    }
  }

  /** The deferred tasks are its own: with it they would be gone. There are more than it lives. */
  @Test
  void aWorkerDoesNotRetireWithTasksThatItHasDeferred() throws Exception {
    WorkerThreads threads = WorkerThreads.of(kind.threads().factory());
    WorkerPool pool = pool(b -> b.capacity(1).threads(threads));
    CountDownLatch left = new CountDownLatch(1_000);
    pool.execute(() -> deferAll(pool, left, Worker.MAX_INLINE_DEPTH));
    awaitLatch(left);
  }

  private static void deferAll(WorkerPool pool, CountDownLatch left, int depth) {
    if (depth > 0) {
      pool.execute(() -> deferAll(pool, left, depth - 1));
      return;
    }
    for (long i = left.getCount(); i > 0; i--) {
      pool.execute(left::countDown);
    }
  }

  /** Its stack is copied for each that does, and may have frames that are not compiled. */
  @Test
  void aWorkerIsReplacedEarlyWhereManyTasksBlock() throws Exception {
    int many = 2 * Runtime.getRuntime().availableProcessors() + 4;
    WorkerPool pool = pool(b -> b.capacity(1).threads(WorkerThreads.virtual()));
    run(pool, Retirement.YOUNG_TASKS + 1_000); // who started young is gone
    eventually(() -> core(pool).crew.family().size() == 1); // and has been counted
    long before = pool.stats().retired(WorkerExit.AGE);
    run(pool, 3 * Retirement.CHECK_UP);
    assertEquals(before, pool.stats().retired(WorkerExit.AGE));
    pool.resize(many + 1);
    for (int i = 0; i < many; i++) {
      startBlocker(pool);
    }
    run(pool, 3 * Retirement.CHECK_UP);
    assertTrue(pool.stats().retired(WorkerExit.AGE) > before, () -> pool.stats().toString());
  }

  private static void run(WorkerPool pool, int tasks) throws Exception {
    CountDownLatch left = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      pool.execute(left::countDown);
    }
    awaitLatch(left);
  }

  private static IntSummaryStatistics lives(WorkerThreads threads, long finished) {
    Retirement retirement = new Retirement(threads, () -> finished);
    return IntStream.range(0, 10_000).map(i -> retirement.next()).summaryStatistics();
  }

  /** However many there are: all may have started before the code was compiled. */
  @Test
  void lifeIsShortWhileThePoolHasRunFewTasks() {
    WorkerThreads threads = WorkerThreads.virtual();
    assertEquals(64, lives(threads, 0).getAverage(), 4);
    assertEquals(64, lives(threads, Retirement.YOUNG_TASKS - 1).getAverage(), 4);
    assertTrue(lives(threads, Retirement.YOUNG_TASKS).getMin() >= 1 << 19);
    assertTrue(lives(threads, 0).getMin() >= 32);
  }

  @Test
  void tasksAreCountedNoMoreOnceTheyAreEnough() {
    AtomicInteger looks = new AtomicInteger();
    Retirement retirement =
        new Retirement(
            WorkerThreads.virtual(),
            () -> looks.getAndIncrement() == 0 ? 0 : Retirement.YOUNG_TASKS);
    assertTrue(retirement.next() < 96);
    assertTrue(retirement.next() >= 1 << 19);
    assertTrue(retirement.next() >= 1 << 19);
    assertEquals(2, looks.get());
  }

  @Test
  void platformThreadsStayFromTheStart() {
    assertTrue(lives(WorkerThreads.platform(), 0).getMin() >= 1 << 19);
  }
}
