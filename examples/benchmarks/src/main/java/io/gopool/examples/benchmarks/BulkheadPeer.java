package io.gopool.examples.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * A virtual thread per task behind a resilience4j bulkhead. The submitter enters the bulkhead and
 * the task leaves it: if the task entered it, as its decorators do, there would be no bound on the
 * threads that wait for it. It is not fair, because that is faster, and has no listeners.
 */
final class BulkheadPeer {

  private BulkheadPeer() {}

  static ExecutorService create(int capacity) {
    Bulkhead bulkhead =
        Bulkhead.of(
            "benchmark",
            BulkheadConfig.custom()
                .maxConcurrentCalls(capacity)
                .maxWaitDuration(Duration.ofDays(1))
                .fairCallHandlingStrategyEnabled(false)
                .build());
    return new Untracked(
        task -> {
          bulkhead.acquirePermission();
          Thread.startVirtualThread(
              () -> {
                try {
                  task.run();
                } finally {
                  bulkhead.onComplete();
                }
              });
        });
  }
}
