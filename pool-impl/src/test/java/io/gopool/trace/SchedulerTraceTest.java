package io.gopool.trace;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.trace.ParsedTimeline.Slice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timelines of schedulers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerTraceTest {

  @Test
  void poolOnASchedulerHasLanesForWorkersProcessorsAndMachines() throws Exception {
    try (GpmScheduler scheduler = GpmScheduler.builder("gpm").processors(2).build();
        WorkerPool pool =
            WorkerPool.builder("pool").capacity(8).threads(WorkerThreads.gpm(scheduler)).build()) {
      PoolTrace trace = PoolTrace.builder().pool(pool).scheduler(scheduler).start();
      for (int i = 0; i < 200; i++) {
        pool.execute("task", () -> LockSupport.parkNanos(10_000));
      }
      pool.shutdown();
      assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
      trace.stop();
      ParsedTimeline timeline = ParsedTimeline.of(trace);
      assertEquals(200, timeline.named("task").size());
      // On a busy machine the time of a sleep may be over before its thread has given way.
      assertFalse(timeline.inLanes("P ").isEmpty());
      assertEquals(timeline.inLanes("P ").size(), timeline.inLanes("M ").size());
      assertTrue(
          timeline.inLanes("P ").stream().allMatch(s -> s.name().matches("pool-worker #\\d+")));
      assertEquals(
          List.of("pool pool", "scheduler gpm: machines", "scheduler gpm: processors"),
          timeline.processes.values().stream().sorted().toList());
    }
  }

  @Test
  void handedOffProcessorIsFreeForTheNextWhileTheMachineGoesOn() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    try (GpmScheduler scheduler =
        GpmScheduler.builder("gpm").processors(1).handoffAfter(Duration.ofMillis(1)).build()) {
      PoolTrace trace = PoolTrace.builder().scheduler(scheduler).start();
      Thread hog =
          scheduler
              .threadFactory("hog-")
              .newThread(
                  () -> {
                    running.countDown();
                    while (stop.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                  });
      hog.start();
      assertTrue(running.await(30, TimeUnit.SECONDS));
      Thread next = scheduler.threadFactory("next-").newThread(() -> {});
      next.start();
      next.join();
      stop.countDown();
      hog.join();
      eventually(() -> scheduler.stats().machinesWithoutProcessor() == 0);
      eventually(() -> scheduler.stats().live() == 0);
      trace.stop();
      ParsedTimeline timeline = ParsedTimeline.of(trace);
      assertTrue(timeline.instants.contains("handoff: SYSMON"), timeline.instants::toString);
      Slice onP = only(timeline.inLanes("P "), "hog-1");
      Slice onM = only(timeline.inLanes("M "), "hog-1");
      Slice nextOnP = only(timeline.inLanes("P "), "next-1");
      assertTrue(onP.end() < onM.end(), "the machine goes on without");
      assertTrue(onP.end() <= nextOnP.start());
      assertTrue(nextOnP.start() < onM.end());
    }
  }

  @Test
  void stepThatGoesOnAtTheStopIsShown() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    try (GpmScheduler scheduler =
        GpmScheduler.builder("gpm").handoffAfter(Duration.ofHours(1)).build()) {
      PoolTrace trace = PoolTrace.builder().scheduler(scheduler).start();
      Thread hog =
          scheduler
              .threadFactory("hog-")
              .newThread(
                  () -> {
                    running.countDown();
                    while (stop.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                  });
      hog.start();
      assertTrue(running.await(30, TimeUnit.SECONDS));
      trace.stop();
      Slice onP = only(ParsedTimeline.of(trace).inLanes("P "), "hog-1");
      assertEquals(OpenTasks.NOTE, onP.note());
      stop.countDown();
    }
  }

  @Test
  void blockingCallGivesTheProcessorAwayAndTakesOneAgain() throws Exception {
    try (GpmScheduler scheduler =
        GpmScheduler.builder("gpm").processors(2).handoffAfter(Duration.ofHours(1)).build()) {
      PoolTrace trace = PoolTrace.builder().scheduler(scheduler).start();
      Thread caller =
          scheduler
              .threadFactory("caller-")
              .newThread(
                  () -> {
                    try {
                      GpmScheduler.blocking(() -> 1);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
      caller.start();
      caller.join();
      eventually(() -> scheduler.stats().live() == 0);
      trace.stop();
      ParsedTimeline timeline = ParsedTimeline.of(trace);
      assertTrue(timeline.instants.contains("handoff: BLOCKING"));
      assertEquals(1, timeline.inLanes("M ").size());
      assertEquals(2, timeline.inLanes("P ").size(), "before the call and after it");
    }
  }

  private static Slice only(List<Slice> slices, String name) {
    List<Slice> found = slices.stream().filter(s -> s.name().startsWith(name + " #")).toList();
    assertEquals(1, found.size(), slices::toString);
    return found.getFirst();
  }
}
