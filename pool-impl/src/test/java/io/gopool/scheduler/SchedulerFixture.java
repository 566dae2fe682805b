package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Makes the schedulers of a test. At its end each is closed, must have no goroutine left, and its
 * machines must leave.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SchedulerFixture {

  static final int PATIENCE_SECONDS = PoolFixture.PATIENCE_SECONDS;

  /** Longer than any test: nobody loses a processor for being stuck. */
  static final Duration NO_HANDOFF = Duration.ofHours(1);

  private final List<DefaultGpmScheduler> schedulers = new ArrayList<>();
  private final List<Hog> hogs = new ArrayList<>();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  /** A goroutine that computes until it is told to stop. */
  static final class Hog implements Runnable {

    private final CountDownLatch running = new CountDownLatch(1);
    private volatile boolean stop;
    volatile long rounds;

    @Override
    public void run() {
      running.countDown();
      for (long n = 0; !stop; n++) {
        rounds = n;
        Thread.onSpinWait();
      }
    }

    void awaitRunning() throws InterruptedException {
      awaitLatch(running);
    }

    void stop() {
      stop = true;
    }
  }

  final DefaultGpmScheduler scheduler(UnaryOperator<SchedulerBuilder> settings) {
    DefaultGpmScheduler s = settings.apply(new SchedulerBuilder("test")).build();
    schedulers.add(s);
    return s;
  }

  final DefaultGpmScheduler scheduler(int processors) {
    return scheduler(b -> b.processors(processors));
  }

  /** Starts a goroutine; what it throws fails the test. */
  final Thread go(DefaultGpmScheduler s, Body body) {
    Thread thread =
        s.threadFactory()
            .newThread(
                () -> {
                  try {
                    body.run();
                  } catch (Throwable t) {
                    uncaught.add(t);
                  }
                });
    thread.start();
    return thread;
  }

  /** Starts one that comes to wait in its body; then another must be able to run. */
  final Thread waits(DefaultGpmScheduler s, Body body) throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    Thread thread =
        go(
            s,
            () -> {
              entered.countDown();
              body.run();
            });
    awaitLatch(entered);
    join(go(s, () -> {}));
    return thread;
  }

  /** Starts an endless loop; it ends with the test. */
  final Hog hog(DefaultGpmScheduler s) throws InterruptedException {
    Hog hog = new Hog();
    hogs.add(hog);
    go(s, hog::run);
    hog.awaitRunning();
    return hog;
  }

  /** What goroutines run. */
  interface Body {
    void run() throws Exception;
  }

  /** To the tail of the queue. */
  @SuppressWarnings("ThreadPriorityCheck") // the scheduler is what is tested
  static void yieldNow() {
    Thread.yield();
  }

  static void join(Thread thread) throws InterruptedException {
    assertTrue(thread.join(Duration.ofSeconds(PATIENCE_SECONDS)), () -> thread + " did not end");
  }

  /** Keeps the processor meanwhile. */
  static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  static void parkUntil(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      LockSupport.park();
    }
  }

  @AfterEach
  final void everySchedulerEnds() {
    hogs.forEach(Hog::stop);
    for (DefaultGpmScheduler s : schedulers) {
      s.close(Duration.ofSeconds(PATIENCE_SECONDS));
      eventually(() -> s.core.live.sum() == 0); // a test may have closed it before the end
    }
    for (DefaultGpmScheduler s : schedulers) {
      eventually(() -> s.stats().machines() == 0);
      assertEquals(0, s.core.spinners.count(), "each that began to spin has stopped");
      assertEquals(0, s.core.spinners.called(), "each that was called has come");
      assertEquals(0, s.core.stuck.get(), "each that lost its processor has come back");
      eventually(() -> !s.core.sysmon.isAlive());
    }
    assertTrue(uncaught.isEmpty(), uncaught::toString);
  }
}
