package io.gopool.spring.health;

import io.gopool.Ticker;
import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.WorkerPools;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * The health contributor {@code gopool}, with a component for each pool. Like any other it is no
 * part of the readiness group unless it is included there.
 */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("gopool")
public final class PoolsHealthAutoConfiguration {

  @Bean
  SaturationMonitor workerPoolSaturationMonitor(WorkerPools pools, GopoolProperties properties) {
    return new SaturationMonitor(pools, Ticker.system(), properties.health().saturatedAfter());
  }

  @Bean
  PoolsHealthContributor gopoolHealthContributor(
      WorkerPools pools, SaturationMonitor monitor, GopoolProperties properties) {
    return new PoolsHealthContributor(pools, monitor, properties.health());
  }
}
