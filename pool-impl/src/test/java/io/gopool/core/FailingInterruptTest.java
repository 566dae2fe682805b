package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.LoadBalancing;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What the pool does around a task may fail for want of memory; then the task is to run, and to be
 * counted, all the same. Here it is an interrupt that fails, as a test can bring that about.
 */
@OnEachKind
class FailingInterruptTest extends MultiPoolTestBase {

  /** Fails to interrupt itself, once, or does so for others as well, always. */
  private static final class Stubborn extends Thread {

    private final boolean alsoForOthers;
    private boolean failed; // used by this thread alone

    Stubborn(Runnable task, boolean alsoForOthers) {
      super(task);
      this.alsoForOthers = alsoForOthers;
    }

    @Override
    public void interrupt() {
      if (alsoForOthers || (Thread.currentThread() == this && !failed)) {
        failed |= !alsoForOthers;
        throw new OutOfMemoryError("planned");
      }
      super.interrupt();
    }
  }

  /** Returns a pool of one worker, although it has slots for two tasks. */
  private WorkerPool poolOfOneWorker() {
    AtomicInteger made = new AtomicInteger();
    WorkerThreads one =
        WorkerThreads.of(
            r -> made.incrementAndGet() > 1 ? null : new Stubborn(r, /* alsoForOthers= */ false));
    return pool(b -> b.capacity(2).threads(one));
  }

  /** The worker is about to run the inner task, interrupted, as the pool stops. */
  @Test
  void helpedTaskRuns() throws Exception {
    innerTaskRuns((pool, task) -> pool.submit(task)::get);
  }

  /** The same when it waits for the end of all. */
  @Test
  void queuedTaskRuns() throws Exception {
    innerTaskRuns(
        (pool, task) -> {
          pool.execute(task);
          return () -> pool.release(Duration.ofDays(1));
        });
  }

  /** Accepts the task, and returns what waits for it. */
  private interface Inner extends BiFunction<WorkerPool, Runnable, Executable> {}

  private void innerTaskRuns(Inner inner) throws Exception {
    WorkerPool pool = poolOfOneWorker();
    CountDownLatch submitted = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(1);
    Callable<Throwable> outer =
        () -> {
          Executable waits = inner.apply(pool, ran::countDown);
          awaitInterrupt(submitted);
          return assertThrows(OutOfMemoryError.class, waits);
        };
    Future<Throwable> result = pool.submit(outer);
    awaitLatch(submitted);
    pool.shutdownNow();
    assertEquals("planned", Caller.call(result::get).result().getMessage());
    awaitLatch(ran);
    awaitTermination(pool);
  }

  /** Taken from its submitter by a worker of a sibling, which is stopping. */
  @Test
  void carriedTaskRuns() throws Exception {
    WorkerThreads threads = WorkerThreads.of(r -> new Stubborn(r, /* alsoForOthers= */ false));
    List<WorkerPool> pools =
        multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b.threads(threads)).pools();
    WorkerPool first = pools.get(0);
    WorkerPool second = pools.get(1);
    TaskGroup group = second.group();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(1);
    Callable<Throwable> outer =
        () -> {
          awaitInterrupt(started);
          return assertThrows(OutOfMemoryError.class, group::join);
        };
    Future<Throwable> result = first.submit(outer);
    awaitLatch(started);
    startBlocker(second);
    Caller<Future<?>> submitter = Caller.call(() -> group.submit(ran::countDown));
    eventually(() -> second.waiting() == 1 && submitter.isParked());
    first.shutdownNow();
    assertEquals("planned", Caller.call(result::get).result().getMessage());
    awaitLatch(ran);
    Caller.run(group::close).result();
    assertEquals(Future.State.SUCCESS, submitter.result().state());
  }

  /** Its failure cancels the other task, which cannot be interrupted. */
  @Test
  void failedTaskOfAGroupCountsNoLonger() throws Exception {
    WorkerThreads threads = WorkerThreads.of(r -> new Stubborn(r, /* alsoForOthers= */ true));
    WorkerPool pool = pool(b -> b.capacity(2).threads(threads));
    TaskGroup group = pool.group();
    Blocker other = blocker();
    Future<?> cancelled = group.submit(other);
    other.awaitStart();
    Future<?> failed =
        group.submit(
            () -> {
              throw new IllegalStateException("expected");
            });
    eventually(cancelled::isCancelled);
    other.letGo();
    ExecutionException e = Caller.run(group::join).failure(ExecutionException.class);
    assertEquals("expected", e.getCause().getMessage());
    assertTrue(failed.isDone());
  }

  private static void awaitInterrupt(CountDownLatch started) {
    started.countDown();
    assertThrows(InterruptedException.class, new CountDownLatch(1)::await);
  }
}
