package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.PoolObserver;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** After {@code awaitTermination} no worker thread lives. */
@OnEachKind
class TerminatedThreadsTest extends CoreFixture {

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  private WorkerThreads collected() {
    ThreadFactory factory = kind.threads().factory();
    return WorkerThreads.of(
        task -> {
          Thread thread = factory.newThread(task);
          threads.add(thread);
          return thread;
        });
  }

  /**
   * Lingers in each worker's last act, so that a thread which has only given up its place shows.
   */
  private static PoolObserver lingering() {
    return new PoolObserver() {
      @Override
      public void workerRetired(Thread worker, WorkerExit reason) {
        LockSupport.parkNanos(200_000);
      }
    };
  }

  @Test
  void noWorkerThreadLives() throws Exception {
    for (int i = 0; i < 200; i++) {
      boolean idling = i % 2 == 0;
      WorkerPool pool =
          pool(
              b ->
                  b.capacity(4)
                      .queueCapacity(100)
                      .maxIdle(idling ? 4 : 0)
                      .observer(lingering())
                      .threads(collected()));
      for (int j = 0; j < 12; j++) {
        pool.execute(Thread::yield);
      }
      if (i % 3 == 0) {
        eventually(() -> pool.running() == 0);
      }
      pool.shutdown();
      awaitTermination(pool);
      for (Thread thread : threads) {
        assertFalse(thread.isAlive(), () -> thread + " lives");
      }
      assertEquals(threads.size(), pool.stats().spawned());
      threads.clear();
    }
  }

  /**
   * A worker that is leaving finds the entry of a task that has just been cancelled, and so has
   * given its permit back: the pool may end before that worker has dropped the entry.
   */
  @Test
  void noWorkerThreadLivesThatFoundACancelledTaskWhenItLeft() throws Exception {
    for (int i = 0; i < 300; i++) {
      WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(100).maxIdle(0).threads(collected()));
      List<Caller<Void>> submitters = new ArrayList<>();
      for (int j = 0; j < 2; j++) {
        submitters.add(Caller.run(() -> submitAndCancelUntilClosed(pool)));
      }
      eventually(() -> pool.stats().cancelled() > 20);
      pool.shutdown();
      awaitTermination(pool);
      for (Thread thread : threads) {
        assertFalse(thread.isAlive(), () -> thread + " lives");
      }
      threads.clear();
      for (Caller<Void> submitter : submitters) {
        submitter.failure(PoolClosedException.class);
      }
    }
  }

  private static void submitAndCancelUntilClosed(WorkerPool pool) {
    while (true) {
      pool.submit(() -> {}).cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  @Test
  void falseWhileATaskRuns() throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool);
    pool.shutdown();
    assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
    assertFalse(pool.awaitTermination(0, TimeUnit.MILLISECONDS));
    assertFalse(pool.awaitTermination(-1, TimeUnit.MILLISECONDS));
  }

  @Test
  void interruptedThreadDoesNotWait() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    Caller.runInterrupted(() -> pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .failure(InterruptedException.class);
    running.letGo();
    awaitTermination(pool);
    running.assertNotInterrupted();
  }

  @Test
  void noPlatformThreadOfThePoolRemains() throws Exception {
    String name = "remains-" + kind;
    WorkerPool pool =
        track(WorkerPool.builder(name).threads(kind.threads()).capacity(4).preStart(2).build());
    fill(pool).forEach(Blocker::letGo);
    pool.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith(name)));
  }

  /** It was about to leave, found a task, and may live for long. */
  @Test
  void threadThatStaysAfterAllIsNotWaitedFor() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Crew crew = core(pool).crew;
    Worker worker = crew.family().iterator().next();
    crew.departing(worker);
    long deadline = System.nanoTime() + TimeUnit.DAYS.toNanos(1);
    Caller<Boolean> waiter = Caller.call(() -> crew.join(deadline)).awaitBlocked();
    crew.stays(worker);
    assertTrue(waiter.result());
    running.letGo();
  }
}
