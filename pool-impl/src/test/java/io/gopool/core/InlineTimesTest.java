package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.ObservedTask;
import io.gopool.WorkerPool;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** When a task started that was not handed over to a worker. */
class InlineTimesTest {

  private final EventRecorder observer = new EventRecorder();

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
      ObservedTask task = observer.only("taskFinished").task();
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
    List<ObservedTask> ended = observer.ended();
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
