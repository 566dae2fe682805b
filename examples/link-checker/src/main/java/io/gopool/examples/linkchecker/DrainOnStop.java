package io.gopool.examples.linkchecker;

import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.web.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The order of a stop: first accept no more checks and finish those that were accepted, while the
 * web server still serves (whoever watches one sees it end); then the web server, which has no open
 * request left to wait for; then the pools.
 */
@Component
class DrainOnStop implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(DrainOnStop.class);

  /** Phases stop from the highest down; the web server's graceful stop has DEFAULT_PHASE - 1024. */
  private static final int BEFORE_THE_WEB_SERVER = SmartLifecycle.DEFAULT_PHASE - 512;

  private final CheckService checks;
  private final Streams streams;
  private final LinkCheckerProperties properties;
  private volatile boolean running;

  DrainOnStop(CheckService checks, Streams streams, LinkCheckerProperties properties) {
    this.checks = checks;
    this.streams = streams;
    this.properties = properties;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    try {
      int cut = checks.drain(properties.drain());
      if (cut == 0) {
        LOG.info("every check that was accepted has ended");
      } else {
        LOG.warn("{} checks had not ended after {} and were interrupted", cut, properties.drain());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEFORE_THE_WEB_SERVER;
  }
}
