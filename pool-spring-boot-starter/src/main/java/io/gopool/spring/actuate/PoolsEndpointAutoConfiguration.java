package io.gopool.spring.actuate;

import io.gopool.spring.CapacityChanges;
import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.SchedulerInUse;
import io.gopool.spring.WorkerPools;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code gopool}, where it is exposed. */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(PoolsEndpoint.class)
public final class PoolsEndpointAutoConfiguration {

  @Bean
  PoolsEndpoint poolsEndpoint(
      WorkerPools pools,
      CapacityChanges capacities,
      GopoolProperties properties,
      ConfigurableListableBeanFactory beans) {
    return new PoolsEndpoint(pools, capacities, properties, new SchedulerInUse(beans));
  }

  @Bean
  @ConditionalOnBean(PoolsEndpoint.class)
  PoolsEndpointWebExtension poolsEndpointWebExtension(PoolsEndpoint endpoint, WorkerPools pools) {
    return new PoolsEndpointWebExtension(endpoint, pools);
  }

  @Bean
  static ForParameter poolsEndpointForParameter() {
    return new ForParameter();
  }
}
