package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a task started that was not handed over to a worker. */
class InlineTimesTest {

  private final Queue<ObservedTask> ended = new ConcurrentLinkedQueue<>();

  private final PoolObserver observer =
      new PoolObserver() {
        @Override
        public void taskFinished(
            ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
          ended.add(task);
        }
      };

  @Test
  void taskThatItsSubmitterRunsStartsAtItsAcceptance() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (WorkerPool pool =
        WorkerPool.builder("inline")
            .capacity(1)
            .admission(Admission.callerRuns())
            .observer(observer)
            .build()) {
      Future<?> blocker =
          pool.submit(
              () -> {
                over.await();
                return null;
              });
      pool.execute(InlineTimesTest::letTimePass);
      ObservedTask task = ended.remove();
      assertTrue(task.acceptedNanos() != 0);
      assertEquals(task.acceptedNanos(), task.startedNanos());
      assertTrue(task.finishedNanos() - task.startedNanos() > 0);
      over.countDown();
      blocker.get();
    }
  }

  @Test
  void taskThatIsDeferredStartsWhenTheTasksAroundItHaveEnded() throws Exception {
    int length = 2 * Worker.MAX_INLINE_DEPTH;
    CountDownLatch left = new CountDownLatch(length);
    try (WorkerPool pool = WorkerPool.builder("deep").capacity(1).observer(observer).build()) {
      pool.execute(() -> submitNext(pool, left));
      left.await();
    }
    assertEquals(length, ended.size());
    long waited =
        ended.stream().filter(task -> task.startedNanos() - task.acceptedNanos() > 0).count();
    assertTrue(waited >= 1, "one was deferred, and those around it took their time");
    assertTrue(waited <= 2, () -> waited + " have waited: more than that one and the first");
  }

  private static void submitNext(WorkerPool pool, CountDownLatch left) {
    left.countDown();
    if (left.getCount() > 0) {
      pool.execute(() -> submitNext(pool, left));
      letTimePass();
    }
  }

  /** Until the clock shows it. */
  private static void letTimePass() {
    long start = System.nanoTime();
    while (System.nanoTime() - start <= 0) {
      Thread.onSpinWait();
    }
  }
}
