package io.gopool.spring.metrics;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.metrics.GopoolMetrics;
import io.gopool.metrics.GopoolSchedulerMetrics;
import io.gopool.spring.MetricsProperties;
import io.gopool.spring.WorkerPools;
import io.gopool.spring.WorkerPoolsListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Binds the meters of each pool to each registry, those of pools that come later too. Pools remove
 * their meters themselves when they end; those of a pool that is closed at run time go before, as
 * its name may be another one's while its last tasks run. Thread-safe.
 */
final class PoolsMeterBinder implements MeterBinder, WorkerPoolsListener, AutoCloseable {

  private static final Log logger = LogFactory.getLog(PoolsMeterBinder.class);

  private final WorkerPools pools;
  private final MetricsProperties properties;
  private final Supplier<@Nullable GpmScheduler> scheduler;

  // Guarded by this.
  private final List<MeterRegistry> registries = new ArrayList<>();
  private final Map<WorkerPool, GopoolMetrics> metrics = new LinkedHashMap<>();
  private @Nullable GopoolSchedulerMetrics schedulerMetrics;

  /**
   * Creates one.
   *
   * @param scheduler asked when a registry or a pool comes; null where no scheduler is in use
   */
  PoolsMeterBinder(
      WorkerPools pools, MetricsProperties properties, Supplier<@Nullable GpmScheduler> scheduler) {
    this.pools = pools;
    this.properties = properties;
    this.scheduler = scheduler;
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    pools.all().forEach(this::of);
    metrics
        .values()
        .forEach(m -> m.bindTo(registry)); // one that is being created is not in pools yet
    if (schedulerMetrics != null) {
      schedulerMetrics.bindTo(registry);
    }
    registries.add(registry);
    bindScheduler();
  }

  /** Once it is in use. */
  private void bindScheduler() {
    GpmScheduler found = schedulerMetrics == null ? scheduler.get() : null;
    if (found != null) {
      schedulerMetrics = GopoolSchedulerMetrics.of(found);
      registries.forEach(schedulerMetrics::bindTo);
    }
  }

  private GopoolMetrics of(WorkerPool pool) {
    return metrics.computeIfAbsent(pool, this::build);
  }

  private GopoolMetrics build(WorkerPool pool) {
    return GopoolMetrics.builder(pool)
        .timers(properties.taskTimers())
        .sampling(properties.sampling())
        .taskTag(properties.taskNames())
        .build();
  }

  @Override
  public synchronized void created(WorkerPool pool) {
    try {
      registries.forEach(of(pool)::bindTo);
    } catch (Throwable t) { // one of them has meters of a pool of this name
      removed(pool);
      throw t;
    }
    try {
      bindScheduler();
    } catch (IllegalStateException e) { // the application has bound them itself; the pool is well
      logger.warn("The scheduler's meters are not bound: " + e.getMessage());
    }
  }

  @Override
  public synchronized void removed(WorkerPool pool) {
    GopoolMetrics known = metrics.remove(pool);
    if (known != null) {
      known.close();
    }
  }

  @Override
  public synchronized void close() {
    metrics.values().forEach(GopoolMetrics::close);
    metrics.clear();
    registries.clear();
    if (schedulerMetrics != null) {
      schedulerMetrics.close();
      schedulerMetrics = null;
    }
  }
}
