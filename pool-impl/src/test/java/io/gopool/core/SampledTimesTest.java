package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Observation;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.WorkerPool;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For which tasks the pool reads the clock. */
class SampledTimesTest {

  private static final int TASKS = 20_000;

  private static EventRecorder recorder(double rate) {
    return new EventRecorder(/* wantsTimes= */ true, rate);
  }

  private static List<ObservedTask> timed(EventRecorder recorder) {
    return recorder.ended().stream().filter(t -> t.finishedNanos() != 0).toList();
  }

  private static List<ObservedTask> run(PoolObserver... observers) {
    EventRecorder all = new EventRecorder(/* wantsTimes= */ false);
    WorkerPool.Builder builder = WorkerPool.builder("sampled").capacity(64).observer(all);
    for (PoolObserver observer : observers) {
      builder.observer(observer);
    }
    try (WorkerPool pool = builder.build()) {
      for (int i = 0; i < TASKS / 2; i++) {
        pool.execute(() -> {});
        Future<?> unused = pool.submit(() -> {});
      }
    }
    List<ObservedTask> ended = all.ended();
    assertEquals(TASKS, ended.size());
    return ended;
  }

  private static void assertPart(double rate, double n) {
    double deviation = Math.sqrt(TASKS * rate * (1 - rate));
    assertEquals(TASKS * rate, n, 6 * deviation);
  }

  private static int below(double rate, List<ObservedTask> tasks) {
    return (int) tasks.stream().filter(t -> t.sample() < rate).count();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 0.5, 0.9})
  void clockIsReadForAPartOfTheTasks(double rate) {
    List<ObservedTask> tasks = run(recorder(rate));
    for (ObservedTask task : tasks) {
      boolean timed = task.sample() < rate;
      assertEquals(timed, task.acceptedNanos() != 0);
      assertEquals(timed, task.startedNanos() != 0);
      assertEquals(timed, task.finishedNanos() != 0);
    }
    assertPart(rate, below(rate, tasks));
  }

  @Test
  void greatestRateOfAllObserversCounts() {
    EventRecorder few = recorder(0.1);
    EventRecorder some = recorder(0.3);
    List<ObservedTask> tasks = run(few, some);
    assertPart(0.3, timed(few).size());
    assertEquals(below(0.3, tasks), timed(some).size());
    assertPart(0.1, below(0.1, tasks));
  }

  @Test
  void whoWantsAPartSeesAllTimedForSomebodyElse() {
    EventRecorder some = recorder(0.3);
    List<ObservedTask> tasks = run(some, recorder(1));
    assertEquals(TASKS, timed(some).size());
    assertPart(0.3, below(0.3, tasks));
  }

  @Test
  void nothingIsDrawnWhereAllAreTimed() {
    List<ObservedTask> tasks = run(recorder(1));
    assertEquals(TASKS, below(Double.MIN_VALUE, tasks));
    assertEquals(TASKS, tasks.stream().filter(t -> t.finishedNanos() != 0).count());
  }

  /** Its rate is not asked for. */
  @Test
  void whoWantsNoTimesHasNoneRead() {
    List<ObservedTask> tasks = run(new EventRecorder(/* wantsTimes= */ false, 0.5));
    assertEquals(0, tasks.stream().filter(t -> t.startedNanos() != 0).count());
    assertEquals(TASKS, below(Double.MIN_VALUE, tasks));
  }

  /** Its sample is drawn when it starts. */
  @Test
  void taskThatWasQueuedBeforeAnybodyLookedIsSampledToo() throws Exception {
    EventRecorder recorder = recorder(0.5);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (WorkerPool pool = WorkerPool.builder("queued").capacity(1).queueCapacity(TASKS).build()) {
      pool.execute(
          () -> {
            started.countDown();
            CoreFixture.pass(go);
          });
      awaitLatch(started); // else others may run before it, or it is observed as well
      for (int i = 0; i < TASKS; i++) {
        pool.execute(() -> {});
      }
      Observation unused = pool.observe(recorder);
      go.countDown();
    }
    assertEquals(TASKS, recorder.ended().size());
    List<ObservedTask> timed = timed(recorder);
    assertPart(0.5, timed.size());
    for (ObservedTask task : timed) {
      assertEquals(0, task.acceptedNanos());
      assertTrue(task.sample() < 0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
  void rateOutOfRangeIsRefused(double rate) {
    EventRecorder recorder = recorder(rate);
    try (WorkerPool pool = WorkerPool.builder("refused").capacity(1).build()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> pool.observe(recorder)).getMessage();
      assertEquals(
          "samplingRate of observer EventRecorder must be in (0, 1], was "
              + rate
              + "; an observer that wants no times says so in wantsTimes()",
          message);
    }
  }
}
