package io.gopool.spring.health;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.Ticker;
import io.gopool.WorkerPool;
import io.gopool.spring.WorkerPools;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Knows for how long a pool has been saturated: no free slot and no room in its queue, so that the
 * next submission has to wait or is refused. A look now and then, from a thread of its own: what is
 * between two looks is not seen, and looking costs the pool's tasks nothing.
 */
final class SaturationMonitor implements SmartLifecycle {

  private static final Log logger = LogFactory.getLog(SaturationMonitor.class);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(10);

  private final WorkerPools pools;
  private final Ticker ticker;
  private final Duration interval;
  private final Map<WorkerPool, Long> since = new HashMap<>(); // guarded by this
  private volatile @Nullable ScheduledThreadPoolExecutor timer;

  /**
   * Creates one that looks ten times while a pool comes to be saturated, but at least once a
   * second.
   */
  SaturationMonitor(WorkerPools pools, Ticker ticker, Duration saturatedAfter) {
    this.pools = pools;
    this.ticker = ticker;
    Duration tenth = saturatedAfter.dividedBy(10);
    Duration atMost = tenth.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : tenth;
    this.interval = atMost.compareTo(MIN_INTERVAL) < 0 ? MIN_INTERVAL : atMost;
  }

  /** The timer would not come again after an exception; and it may come when it was stopped. */
  private synchronized void lookAndSurvive() {
    try {
      if (isRunning()) {
        look();
      }
    } catch (RuntimeException e) {
      logger.error("The pools could not be looked at", e);
    }
  }

  /** Looks at all pools. */
  synchronized void look() {
    long now = ticker.read();
    List<WorkerPool> all = pools.all();
    since.keySet().retainAll(all);
    for (WorkerPool pool : all) {
      if (isSaturated(pool.stats())) {
        since.putIfAbsent(pool, now);
      } else {
        since.remove(pool);
      }
    }
  }

  static boolean isSaturated(PoolStats stats) {
    return stats.state() == State.OPEN
        && stats.capacity() != Integer.MAX_VALUE
        && stats.running() >= stats.capacity()
        && stats.queued() >= stats.queueCapacity();
  }

  /** Returns for how long the pool was saturated at each look; zero if not at the last. */
  synchronized Duration saturatedFor(WorkerPool pool) {
    Long begin = since.get(pool);
    return begin == null ? Duration.ZERO : Duration.ofNanos(ticker.read() - begin);
  }

  @Override
  public void start() {
    ScheduledThreadPoolExecutor created =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("gopool-health").factory());
    long nanos = interval.toNanos();
    Future<?> unused =
        created.scheduleWithFixedDelay(this::lookAndSurvive, nanos, nanos, TimeUnit.NANOSECONDS);
    timer = created;
  }

  @Override
  public synchronized void stop() {
    ScheduledThreadPoolExecutor running = timer;
    timer = null;
    since.clear();
    if (running != null) {
      running.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return timer != null;
  }
}
