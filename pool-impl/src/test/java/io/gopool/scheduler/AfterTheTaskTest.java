package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The JDK goes on in a virtual thread when its task is over: it calls the handler of what the task
 * has thrown, which may yield and park as the task may.
 */
class AfterTheTaskTest extends SchedulerFixture {

  private final CountDownLatch handled = new CountDownLatch(1);

  private static Thread failing(DefaultGpmScheduler s, UncaughtExceptionHandler handler) {
    Thread thread =
        s.threadFactory()
            .newThread(
                () -> {
                  throw new IllegalStateException("expected");
                });
    thread.setUncaughtExceptionHandler(handler);
    thread.start();
    return thread;
  }

  /** Starts one whose handler waits for the gate, and waits until it does. */
  private Thread handling(DefaultGpmScheduler s, CountDownLatch gate) {
    Thread thread =
        failing(
            s,
            (t, e) -> {
              try {
                gate.await();
              } catch (InterruptedException interrupted) {
                return;
              }
              handled.countDown();
            });
    eventually(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  @Test
  void aHandlerThatYieldsGoesOn() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    Thread thread =
        failing(
            s,
            (t, e) -> {
              yieldNow();
              handled.countDown();
            });
    join(thread);
    assertEquals(0, handled.getCount());
  }

  @Test
  void closeWaitsForAHandlerThatParks() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    Thread thread = handling(s, gate);
    eventually(() -> s.stats().idleMachines() == 1);
    assertEquals(1, s.stats().live());
    assertEquals(1, s.stats().waiting());
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(() -> s.close(Duration.ofSeconds(PATIENCE_SECONDS)));
    eventually(() -> !s.core.closing.isOpen());
    assertFalse(closed.isDone());
    gate.countDown();
    assertTrue(closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, handled.getCount());
    assertFalse(thread.isAlive());
  }

  @Test
  void aHandlerThatParksBeyondTheCloseIsCountedOnce() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    Thread thread = handling(s, gate);
    assertFalse(s.close(Duration.ZERO));
    eventually(() -> s.stats().machines() == 0);
    assertEquals(1, s.stats().live());
    gate.countDown();
    awaitLatch(handled);
    join(thread);
    eventually(() -> s.core.live.sum() == 0);
    assertTrue(s.close(Duration.ZERO));
  }
}
