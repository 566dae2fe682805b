package io.gopool.spring.web;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Gives Tomcat's connectors a pool as their executor. */
final class TomcatPoolCustomizer
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

  private final RequestExecutor executor;

  TomcatPoolCustomizer(RequestExecutor executor) {
    this.executor = executor;
  }

  RequestExecutor executor() {
    return executor;
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addProtocolHandlerCustomizers(protocol -> protocol.setExecutor(executor));
    factory.addEngineValves(new RequestValve(executor));
  }

  /** After Boot's own, which sets the executor for {@code spring.threads.virtual.enabled}. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 100;
  }
}
