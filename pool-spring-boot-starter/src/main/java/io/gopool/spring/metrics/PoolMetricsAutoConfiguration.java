package io.gopool.spring.metrics;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.SchedulerInUse;
import io.gopool.spring.WorkerPools;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Meters of all pools in the application's registries. */
@AutoConfiguration(
    after = {
      GopoolAutoConfiguration.class,
      MetricsAutoConfiguration.class,
      CompositeMeterRegistryAutoConfiguration.class
    })
@ConditionalOnClass({MeterRegistry.class, MetricsAutoConfiguration.class})
@ConditionalOnBean(MeterRegistry.class)
public final class PoolMetricsAutoConfiguration {

  @Bean
  PoolsMeterBinder poolsMeterBinder(
      WorkerPools pools, GopoolProperties properties, ConfigurableListableBeanFactory beans) {
    return new PoolsMeterBinder(pools, properties.metrics(), new SchedulerInUse(beans));
  }
}
