package io.gopool.scheduler;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Who waits for a monitor lets its one processor go by itself from JDK 24. Before that it keeps its
 * machine, and the processor is taken from it.
 */
class MonitorBlockingTest extends SchedulerFixture {

  private static final boolean LETS_GO = Runtime.version().feature() >= 24;

  private final DefaultGpmScheduler s =
      scheduler(b -> b.processors(1).handoffAfter(LETS_GO ? NO_HANDOFF : Duration.ofMillis(10)));

  private final Object monitor = new Object();
  private volatile boolean told;

  /** Starts who waits; then another must be able to run. */
  private Thread waits(Body body) throws InterruptedException {
    Thread thread = waits(s, body);
    long machines = s.stats().machinesStarted();
    if (LETS_GO) {
      assertEquals(1, machines, "its machine went on");
    } else {
      assertTrue(machines > 1, "another machine took its processor");
    }
    return thread;
  }

  @Test
  void enter() throws InterruptedException {
    Thread t;
    synchronized (monitor) {
      t = waits(this::tell);
    }
    join(t);
    assertTrue(told);
  }

  @Test
  void waitToBeNotified() throws InterruptedException {
    Thread t = waits(this::waitUntilTold);
    eventually(() -> LETS_GO ? s.stats().waiting() == 1 : t.getState() == Thread.State.WAITING);
    tell();
    join(t);
  }

  private void tell() {
    synchronized (monitor) {
      told = true;
      monitor.notifyAll();
    }
  }

  private void waitUntilTold() throws InterruptedException {
    synchronized (monitor) {
      while (!told) {
        monitor.wait();
      }
    }
  }
}
