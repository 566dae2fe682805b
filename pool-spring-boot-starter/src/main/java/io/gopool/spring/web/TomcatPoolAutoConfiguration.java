package io.gopool.spring.web;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.PoolProperties.AdmissionPolicy;
import io.gopool.spring.WorkerPools;
import java.util.Objects;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/** Handles Tomcat's requests on a pool, as Boot does on virtual threads. */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass({ConfigurableTomcatWebServerFactory.class, ProtocolHandler.class})
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty("gopool.web.enabled")
public final class TomcatPoolAutoConfiguration {

  @Bean
  TomcatPoolCustomizer tomcatPoolCustomizer(GopoolProperties properties, WorkerPools pools) {
    String name = Objects.requireNonNull(properties.resolveWebPool(), "checked at the start");
    boolean rejects = properties.pool(name).admission() == AdmissionPolicy.REJECT;
    return new TomcatPoolCustomizer(pools.get(name), rejects);
  }
}
