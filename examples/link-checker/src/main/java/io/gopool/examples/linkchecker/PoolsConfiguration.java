package io.gopool.examples.linkchecker;

import io.gopool.GpmScheduler;
import io.gopool.KeyedPools;
import io.gopool.WorkerThreads;
import io.gopool.examples.linkchecker.check.HostLimit;
import io.gopool.examples.linkchecker.watch.PoolDurations;
import io.gopool.examples.linkchecker.watch.PoolSampler;
import io.gopool.examples.linkchecker.watch.PoolSource;
import io.gopool.metrics.KeyedPoolMetrics;
import io.gopool.spring.WorkerPoolBuilderCustomizer;
import io.gopool.spring.WorkerPools;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What properties cannot say of the pools. {@code checks}, {@code streams} and {@code web} are
 * beans made from {@code gopool.pools}; {@code links} has a bound for each host as well.
 */
@Configuration(proxyBeanMethods = false)
class PoolsConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(PoolsConfiguration.class);
  private static final String LINKS = "links";

  @Bean
  PoolDurations poolDurations() {
    return new PoolDurations();
  }

  @Bean
  WorkerPoolBuilderCustomizer measured(PoolDurations durations) {
    return (pool, builder) -> builder.taskDecorator(durations.decorator(pool));
  }

  /** Closed after the checks have drained, and before the scheduler. */
  @Bean(destroyMethod = "close")
  KeyedPools<String> links(
      LinkCheckerProperties properties,
      PoolDurations durations,
      ObjectProvider<GpmScheduler> scheduler) {
    GpmScheduler gpm = scheduler.getIfAvailable();
    WorkerThreads threads = gpm == null ? WorkerThreads.virtual() : WorkerThreads.gpm(gpm);
    LOG.info("links run on {}", threads);
    return KeyedPools.<String>builder(LINKS)
        .totalCapacity(properties.exchanges())
        .capacityPerKey(properties.perHost())
        .queueCapacityPerKey(properties.queuePerHost())
        .threads(threads)
        .taskDecorator(durations.decorator(LINKS))
        .build();
  }

  /** The starter measures the pools that it makes; this one is ours. */
  @Bean
  KeyedPoolMetrics linksMetrics(KeyedPools<String> links) {
    return KeyedPoolMetrics.of(links);
  }

  @Bean
  HostLimit hostLimit(KeyedPools<String> links) {
    return links::execute;
  }

  @Bean
  PoolSampler poolSampler(WorkerPools pools, KeyedPools<String> links, PoolDurations durations) {
    List<PoolSource> sources =
        Stream.concat(Stream.of(PoolSource.of(links)), pools.all().stream().map(PoolSource::of))
            .toList();
    return new PoolSampler(sources, durations);
  }
}
