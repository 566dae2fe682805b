package io.gopool.spring;

import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Drains the pools when the application stops: after the web server, the listeners of messages and
 * the schedulers, which submit to them, and before any bean that a task may use is destroyed. A
 * context that is started again gets its pools back.
 */
final class WorkerPoolsLifecycle implements SmartLifecycle {

  /**
   * Below the web server's graceful shutdown (the default phase - 1024), its stop (- 2048), and
   * Spring's own executors and schedulers. Higher phases stop first.
   */
  static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 1024;

  private static final Log logger = LogFactory.getLog(WorkerPoolsLifecycle.class);

  private final DefaultWorkerPools pools;
  private final Duration timeout;
  private volatile boolean running;

  /**
   * Creates one.
   *
   * @param timeout how long the context waits for a phase
   */
  WorkerPoolsLifecycle(DefaultWorkerPools pools, Duration timeout) {
    this.pools = pools;
    this.timeout = timeout;
  }

  @Override
  public void start() {
    pools.started();
    pools.all().forEach(WorkerPoolsLifecycle::reopen);
    running = true;
  }

  private static void reopen(WorkerPool pool) {
    try {
      pool.reboot(); // has no effect on an open pool
    } catch (IllegalStateException e) {
      logger.error(
          "Pool '%s' is still %s and stays closed: %s"
              .formatted(pool.name(), State.DRAINING, pool.stats()),
          e);
    }
  }

  @Override
  public void stop() {
    running = false;
    new PoolDrain(pools.stopping(), timeout).run();
  }

  /** Drains in a thread of its own, so that the rest of the phase is not held up. */
  @Override
  public void stop(Runnable callback) {
    Thread.ofPlatform()
        .name("gopool-drain")
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
