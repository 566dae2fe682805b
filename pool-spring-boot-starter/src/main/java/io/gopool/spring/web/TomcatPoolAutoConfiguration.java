package io.gopool.spring.web;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.PoolProperties;
import io.gopool.spring.PoolProperties.AdmissionPolicy;
import io.gopool.spring.WorkerPools;
import java.time.Duration;
import java.util.Objects;
import org.apache.coyote.ProtocolHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Handles Tomcat's requests on a pool, as Boot does on virtual threads. */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass({ConfigurableTomcatWebServerFactory.class, ProtocolHandler.class})
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty("gopool.web.enabled")
public final class TomcatPoolAutoConfiguration {

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  @Bean
  TomcatPoolCustomizer tomcatPoolCustomizer(GopoolProperties properties, WorkerPools pools) {
    String name = Objects.requireNonNull(properties.resolveWebPool(), "checked at the start");
    return new TomcatPoolCustomizer(
        new RequestExecutor(pools.get(name), maxWait(properties.pool(name))));
  }

  private static Duration maxWait(PoolProperties pool) {
    if (pool.admission() == AdmissionPolicy.REJECT) {
      return Duration.ZERO;
    }
    return Objects.requireNonNullElse(pool.maxWait(), FOREVER);
  }

  /** Half of the time of a phase, as the pools take to come to rest; none if not graceful. */
  @Bean
  RequestDrain requestDrain(
      TomcatPoolCustomizer customizer,
      Environment environment,
      ObjectProvider<LifecycleProperties> lifecycle) {
    Shutdown shutdown =
        Binder.get(environment).bind("server.shutdown", Shutdown.class).orElse(Shutdown.GRACEFUL);
    Duration phase =
        lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
    return new RequestDrain(
        customizer.executor(), shutdown == Shutdown.GRACEFUL ? phase.dividedBy(2) : Duration.ZERO);
  }
}
