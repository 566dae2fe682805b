package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Endless loops, as many as there are processors, hold nobody up. */
class IsolationTest extends SchedulerFixture {

  @Test
  void shortTasksRunBesideLoopsThatNeverEnd() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(2);
    Hog[] hogs = {hog(s), hog(s)};
    for (int i = 0; i < 500; i++) {
      join(go(s, () -> Thread.sleep(1)));
    }
    assertLoop(hogs);
    eventually(() -> s.stats().machinesWithoutProcessor() == 2);
    // Once the loops have lost their processors they never get one back, so nobody waits for a
    // handoff again: there are two, and perhaps some for threads that the machine did not run.
    assertTrue(s.stats().sysmonHandoffs() >= 2, s.stats()::toString);
  }

  @Test
  void loopsOnOneSchedulerChangeNothingForAnother() throws InterruptedException {
    DefaultGpmScheduler loops = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    DefaultGpmScheduler other = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    Hog[] hogs = {hog(loops), hog(loops)};
    for (int i = 0; i < 200; i++) {
      join(go(other, () -> Thread.sleep(1)));
    }
    assertEquals(0, other.stats().machinesWithoutProcessor());
    assertTrue(other.stats().machinesStarted() <= 2);
    assertEquals(2, loops.stats().running());
    assertLoop(hogs);
  }

  @Test
  void loopsOnTheSchedulerChangeNothingForPlainVirtualThreads() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(4);
    Hog[] hogs = {hog(s), hog(s), hog(s), hog(s)};
    for (int i = 0; i < 200; i++) {
      CountDownLatch ran = new CountDownLatch(1);
      Thread.startVirtualThread(ran::countDown);
      awaitLatch(ran);
    }
    assertLoop(hogs);
  }

  @Test
  void aPoolsShortTasksRunBesideItsLoops() throws Exception {
    DefaultGpmScheduler s = scheduler(2);
    Hog[] hogs = {new Hog(), new Hog()};
    try (WorkerPool pool =
        WorkerPool.builder("mixed").capacity(8).threads(WorkerThreads.gpm(s)).build()) {
      for (Hog each : hogs) {
        pool.execute(each);
        each.awaitRunning();
      }
      for (int i = 0; i < 500; i++) {
        pool.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      assertLoop(hogs);
      for (Hog each : hogs) {
        each.stop();
      }
    }
  }

  private static void assertLoop(Hog... hogs) throws InterruptedException {
    for (Hog each : hogs) {
      long before = each.rounds;
      eventually(() -> each.rounds != before);
    }
  }
}
