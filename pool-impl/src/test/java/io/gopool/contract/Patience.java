package io.gopool.contract;

import static io.gopool.contract.PoolFixture.PATIENCE_SECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** How tests wait: until something is so, however long a slow machine takes for it. */
public final class Patience {

  private Patience() {}

  /** Waits for what must become true. */
  public static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  /** Waits for a latch that must open. */
  public static void awaitLatch(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(PATIENCE_SECONDS, SECONDS), () -> latch.getCount() + " are missing");
  }
}
