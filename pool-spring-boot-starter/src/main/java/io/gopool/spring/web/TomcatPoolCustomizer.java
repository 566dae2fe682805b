package io.gopool.spring.web;

import io.gopool.WorkerPool;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Gives Tomcat's connector a pool as its executor. */
final class TomcatPoolCustomizer
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

  private final WorkerPool pool;
  private final boolean rejects;

  TomcatPoolCustomizer(WorkerPool pool, boolean rejects) {
    this.pool = pool;
    this.rejects = rejects;
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addProtocolHandlerCustomizers(
        protocol -> protocol.setExecutor(new RequestExecutor(pool, rejects)));
  }

  /** After Boot's own, which sets the executor for {@code spring.threads.virtual.enabled}. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 100;
  }
}
