package io.gopool.spring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** For tasks that last until a test lets them end. */
public final class Latches {

  private Latches() {}

  /** Waits; ends early with the interrupt status set if interrupted. */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(100, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the task end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
