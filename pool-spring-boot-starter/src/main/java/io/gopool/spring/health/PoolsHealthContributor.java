package io.gopool.spring.health;

import io.gopool.WorkerPool;
import io.gopool.spring.HealthProperties;
import io.gopool.spring.HealthProperties.SaturatedStatus;
import io.gopool.spring.WorkerPools;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.Status;

/** One contributor for each pool that there is at the moment. */
record PoolsHealthContributor(
    WorkerPools pools, SaturationMonitor monitor, HealthProperties properties)
    implements CompositeHealthContributor {

  @Override
  public @Nullable HealthContributor getContributor(String name) {
    return pools.find(name).map(this::indicator).orElse(null);
  }

  @Override
  public Stream<HealthContributors.Entry> stream() {
    return pools.all().stream().map(p -> new HealthContributors.Entry(p.name(), indicator(p)));
  }

  private PoolHealthIndicator indicator(WorkerPool pool) {
    Status saturated =
        properties.saturatedStatus() == SaturatedStatus.UNKNOWN
            ? Status.UNKNOWN
            : Status.OUT_OF_SERVICE;
    return new PoolHealthIndicator(pool, monitor, properties.saturatedAfter(), saturated);
  }
}
