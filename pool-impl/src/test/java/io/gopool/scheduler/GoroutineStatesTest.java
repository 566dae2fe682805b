package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.SchedulerStats;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class GoroutineStatesTest extends SchedulerFixture {

  @Test
  void runnableRunningWaitingAndDeadAreCounted() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    Thread[] parked = new Thread[3];
    for (int i = 0; i < 3; i++) {
      parked[i] = go(s, LockSupport::park);
    }
    eventually(() -> s.stats().waiting() == 3);
    Hog hog = hog(s);
    for (int i = 0; i < 5; i++) {
      go(s, () -> {});
    }
    assertStates(s.stats(), /* live= */ 9, /* runnable= */ 5, /* running= */ 1, /* waiting= */ 3);
    for (Thread each : parked) {
      LockSupport.unpark(each);
    }
    assertStates(s.stats(), 9, 8, 1, 0);
    hog.stop();
    eventually(() -> s.stats().live() == 0);
    eventually(() -> s.stats().running() == 0);
    assertStates(s.stats(), 0, 0, 0, 0);
  }

  @Test
  void aThreadThatIsNotStartedDoesNotLive() {
    DefaultGpmScheduler s = scheduler(1);
    s.threadFactory().newThread(() -> {});
    assertEquals(0, s.stats().live());
  }

  @Test
  void aGoroutineThatThrowsIsDead() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    Thread thread =
        s.threadFactory()
            .newThread(
                () -> {
                  throw new IllegalStateException("expected");
                });
    CountDownLatch handled = new CountDownLatch(1);
    thread.setUncaughtExceptionHandler((t, e) -> handled.countDown());
    thread.start();
    awaitLatch(handled);
    eventually(() -> s.stats().live() == 0);
    assertEquals(0, s.stats().machineErrors());
  }

  /** Up to JDK 26 it is queued once more for each time. */
  @Test
  void aRunnableOneWhoseStackIsReadRunsOnce() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    AtomicLong runs = new AtomicLong();
    Thread read =
        go(
            s,
            () -> {
              LockSupport.park();
              runs.incrementAndGet();
              LockSupport.park();
            });
    eventually(() -> s.stats().waiting() == 1);
    Hog hog = hog(s);
    LockSupport.unpark(read);
    for (int i = 0; i < 9; i++) {
      assertTrue(read.getStackTrace().length > 0);
    }
    assertEquals(Runtime.version().feature() < 27 ? 10 : 1, s.stats().runnable());
    hog.stop();
    eventually(() -> s.stats().idleMachines() == 1);
    assertStates(s.stats(), /* live= */ 1, /* runnable= */ 0, /* running= */ 0, /* waiting= */ 1);
    assertEquals(1, runs.get());
    LockSupport.unpark(read);
    join(read);
  }

  @Test
  void theStackGrowsOnDemand() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    AtomicLong sum = new AtomicLong();
    join(go(s, () -> sum.set(deep(1_000))));
    assertEquals(1_000L * 1_001 / 2, sum.get());
  }

  /** Parks with a deep stack under it. */
  private static long deep(int n) throws InterruptedException {
    if (n == 0) {
      Thread.sleep(1);
      return 0;
    }
    return n + deep(n - 1);
  }

  @Test
  void theTimeFromRunnableToRunningIsSampled() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(2);
    Thread[] all = new Thread[2_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = go(s, () -> {});
    }
    for (Thread each : all) {
      join(each);
    }
    long sampled = s.stats().latencies().total();
    // One step in eight, from a random one on: 250 of 2,000, give or take ten standard deviations.
    assertTrue(sampled > 100 && sampled < 400, () -> sampled + " were sampled");
    assertTrue(s.stats().latencies().quantile(0.5).toNanos() > 0);
  }

  private static void assertStates(
      SchedulerStats stats, long live, long runnable, long running, long waiting) {
    assertEquals(live, stats.live(), stats::toString);
    assertEquals(runnable, stats.runnable(), stats::toString);
    assertEquals(running, stats.running(), stats::toString);
    assertEquals(waiting, stats.waiting(), stats::toString);
  }
}
