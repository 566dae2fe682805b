package io.gopool.spring.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Sees the requests through that wait for a slot, before the web server's graceful shutdown: that
 * waits for those which have begun, and the connections of all others are closed unanswered.
 */
final class RequestDrain implements SmartLifecycle {

  /** Right before the graceful shutdown; higher phases stop first. */
  static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

  private static final Log logger = LogFactory.getLog(RequestDrain.class);
  private static final long MAX_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RequestExecutor executor;
  private final Duration timeout;
  private final Duration grace;
  private volatile boolean running;

  /**
   * Creates one.
   *
   * @param timeout how long requests may still wait for a slot
   */
  RequestDrain(RequestExecutor executor, Duration timeout) {
    this.executor = executor;
    this.timeout = timeout;
    this.grace = Duration.ofNanos(MAX_GRACE_NANOS);
  }

  @Override
  public void start() {
    executor.reopen();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    try {
      int refused = executor.drain(timeout, grace);
      if (refused > 0) {
        logger.warn(
            "%d requests still waited for a slot after %s and were answered 503"
                .formatted(refused, timeout));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits in a thread of its own, so that the rest of the phase is not held up. */
  @Override
  public void stop(Runnable callback) {
    Thread.ofPlatform()
        .name("gopool-request-drain")
        .start(
            () -> {
              try {
                stop();
              } finally {
                callback.run();
              }
            });
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
