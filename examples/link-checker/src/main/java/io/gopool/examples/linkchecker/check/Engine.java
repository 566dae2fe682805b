package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.fetch.Fetcher;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What checks need.
 *
 * @param hosts where exchanges run
 * @param fetcher makes them
 * @param policy says which
 * @param settings bounds them
 */
public record Engine(
    HostLimit hosts, Fetcher fetcher, TargetPolicy policy, CheckSettings settings) {

  /**
   * A submission may block while the pool is full, and must not block the JDK's one timer thread.
   */
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("retry").start(task);

  /** Runs a task on a thread that is no worker's, after a delay. */
  void later(Duration delay, Runnable task) {
    if (delay.isZero()) {
      VIRTUAL.execute(task);
    } else {
      CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, VIRTUAL)
          .execute(task);
    }
  }
}
