package io.gopool.spring;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Changes of capacity from outside of the program, for ever or for a time. A temporary one reverts
 * by itself to what was before the first of them, however often it is renewed; a lasting one ends
 * it. If the program has resized the pool meanwhile, its value stays. Thread-safe.
 */
public final class CapacityChanges implements DisposableBean {

  private static final Log logger = LogFactory.getLog(CapacityChanges.class);

  private final WorkerPools pools;
  private final Map<String, Pending> pending = new HashMap<>(); // guarded by this
  private final ScheduledThreadPoolExecutor timer;

  /** Creates one, without a thread while nothing is temporary. */
  public CapacityChanges(WorkerPools pools) {
    this.pools = pools;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("gopool-capacity").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /**
   * What is going to be undone.
   *
   * @param to the capacity that comes back
   * @param at when
   */
  public record Revert(int to, Instant at) {}

  /**
   * A change that is to be undone.
   *
   * @param pool whose it is; its name may be another one's by then
   */
  private record Pending(WorkerPool pool, Revert revert, int temporary, Future<?> timer) {

    /** Whether it is what gave the pool its capacity. */
    boolean isIn(WorkerPool other, int capacity) {
      return pool == other && temporary == capacity;
    }
  }

  /**
   * Changes a capacity for ever.
   *
   * @throws IllegalArgumentException if there is no such pool, or the capacity is out of bounds
   * @throws UnsupportedOperationException if the pool is unbounded
   */
  public synchronized void change(String pool, int capacity) {
    pools.get(pool).resize(capacity);
    forget(pool);
  }

  /**
   * Changes a capacity for a time.
   *
   * @param period positive
   * @throws IllegalArgumentException if there is no such pool, or an argument is out of bounds
   * @throws UnsupportedOperationException if the pool is unbounded
   */
  public synchronized Revert change(String pool, int capacity, Duration period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException(
          "the time after which the capacity reverts must be positive, was "
              + period
              + "; leave it out for a change that lasts");
    }
    WorkerPool target = pools.get(pool);
    int before = target.capacity();
    Pending renewed = pending.get(pool);
    int to = renewed != null && renewed.isIn(target, before) ? renewed.revert.to : before;
    long nanos = TimeUnit.NANOSECONDS.convert(period); // 292 years at most
    Revert revert = new Revert(to, Instant.now().plusNanos(nanos));
    Future<?> task = timer.schedule(() -> revert(pool, revert), nanos, TimeUnit.NANOSECONDS);
    try {
      target.resize(capacity);
    } catch (Throwable t) {
      task.cancel(/* mayInterruptIfRunning= */ false);
      throw t;
    }
    forget(pool);
    pending.put(pool, new Pending(target, revert, capacity, task));
    return revert;
  }

  /** Returns what is going to be undone; empty if nothing is. */
  public synchronized Optional<Revert> pending(String pool) {
    return Optional.ofNullable(pending.get(pool)).filter(this::isThere).map(Pending::revert);
  }

  private boolean isThere(Pending known) {
    return pools.find(known.pool.name()).filter(pool -> pool == known.pool).isPresent();
  }

  private void forget(String pool) {
    Pending known = pending.remove(pool);
    if (known != null) {
      known.timer.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /** The timer may come when the revert has been replaced already. */
  private synchronized void revert(String pool, Revert revert) {
    Pending known = pending.get(pool);
    if (known == null || known.revert != revert) {
      return;
    }
    pending.remove(pool);
    if (!isThere(known)) {
      return; // closed meanwhile
    }
    int now = known.pool.capacity();
    if (now == known.temporary) {
      known.pool.resize(revert.to);
      logger.info("Capacity of pool '%s' is %d again, was %d".formatted(pool, revert.to, now));
    } else {
      logger.info(
          "Capacity of pool '%s' does not revert to %d: the program has set it to %d meanwhile"
              .formatted(pool, revert.to, now));
    }
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
