package io.gopool.spring.health;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of one pool. It is UP when it is open and not saturated, or not for long; it is
 * OUT_OF_SERVICE when it is shut down; a saturated one is what the settings say.
 */
record PoolHealthIndicator(
    WorkerPool pool, SaturationMonitor monitor, Duration saturatedAfter, Status saturated)
    implements HealthIndicator {

  @Override
  public Health health() {
    PoolStats stats = pool.stats();
    Duration saturatedFor = monitor.saturatedFor(pool);
    Health.Builder health =
        Health.status(status(stats, saturatedFor))
            .withDetail("state", stats.state().name())
            .withDetail("capacity", stats.capacity())
            .withDetail("running", stats.running())
            .withDetail("queueCapacity", stats.queueCapacity())
            .withDetail("queued", stats.queued())
            .withDetail("waiting", stats.waiting());
    if (!saturatedFor.isZero()) {
      health.withDetail("saturatedFor", Duration.ofMillis(saturatedFor.toMillis()).toString());
    }
    return health.build();
  }

  private Status status(PoolStats stats, Duration saturatedFor) {
    if (stats.state() != State.OPEN) {
      return Status.OUT_OF_SERVICE;
    }
    boolean forLong = !saturatedFor.isZero() && saturatedFor.compareTo(saturatedAfter) >= 0;
    return forLong ? saturated : Status.UP;
  }
}
