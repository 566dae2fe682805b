package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A task that holds its worker until it is let go or interrupted, and knows which of them it was.
 */
public final class Blocker implements Runnable {

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean interrupted;
  private volatile boolean stubborn;

  @Override
  public void run() {
    started.countDown();
    try {
      awaitGate();
    } finally {
      ended.countDown();
    }
  }

  private void awaitGate() {
    do {
      try {
        gate.await();
        interrupted |= Thread.interrupted();
        return;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    } while (stubborn);
  }

  /** Makes this ignore interrupts (it still notes them). */
  public Blocker stubborn() {
    stubborn = true;
    return this;
  }

  /** Returns this as a task with a result. */
  public <T> Callable<T> returning(T result) {
    return Executors.callable(this, result);
  }

  /** Returns them as tasks with some result. */
  public static List<Callable<String>> callables(List<Blocker> blockers) {
    return blockers.stream().map(blocker -> blocker.returning("result")).toList();
  }

  public void letGo() {
    gate.countDown();
  }

  public void awaitStart() throws InterruptedException {
    assertTrue(started.await(PoolFixture.PATIENCE_SECONDS, TimeUnit.SECONDS), "did not start");
  }

  public boolean hasStarted() {
    return started.getCount() == 0;
  }

  /** Whether an interrupt was seen so far. */
  public boolean sawInterrupt() {
    return interrupted;
  }

  /** Waits for the end of a running task that must end by an interrupt. */
  public void assertInterrupted() throws InterruptedException {
    assertEndsInterrupted(/* expected= */ true);
  }

  /** Waits for the end of a running task that must end without having been interrupted. */
  public void assertNotInterrupted() throws InterruptedException {
    assertEndsInterrupted(/* expected= */ false);
  }

  /** Checks that a task that will not start any more did not run, or was interrupted if it did. */
  public void assertInterruptedIfStarted() throws InterruptedException {
    if (hasStarted()) {
      assertInterrupted();
    }
  }

  public void assertNeverStarted() {
    assertFalse(hasStarted(), "started");
  }

  private void assertEndsInterrupted(boolean expected) throws InterruptedException {
    assertTrue(ended.await(PoolFixture.PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end");
    assertEquals(expected, interrupted, "interrupted");
  }
}
