package io.gopool.spring;

import io.gopool.PoolDump;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Ends pools together within a time, in three steps.
 *
 * <ol>
 *   <li>Wait until all are at rest at once, for half of the time. A task of one pool may need
 *       another one, so none may be shut down while a task runs: it would be refused. Who submits
 *       from outside has been stopped before; if somebody goes on for ever, half of the time is
 *       lost.
 *   <li>Shut all down, and wait for them.
 *   <li>Interrupt what still runs then, cancel what never ran, and say so.
 * </ol>
 */
final class PoolDrain implements Runnable {

  private static final Log logger = LogFactory.getLog(PoolDrain.class);

  private static final long MAX_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<WorkerPool> pools;
  private final long timeoutNanos;
  private final long start = System.nanoTime();

  PoolDrain(List<WorkerPool> pools, Duration timeout) {
    this.pools = pools;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout); // 292 years at most
  }

  @Override
  public void run() {
    try {
      // What was interrupted gets a tenth of the time to end before its beans are destroyed.
      long grace = Math.min(timeoutNanos / 10, MAX_GRACE_NANOS);
      Rest.await(pools, Duration.ofNanos(timeoutNanos / 2));
      pools.forEach(WorkerPool::shutdown);
      for (WorkerPool pool : pools) {
        if (!await(pool, timeoutNanos - 2 * grace)) {
          interrupt(pool);
        }
      }
      for (WorkerPool pool : pools) {
        if (!await(pool, timeoutNanos - grace)) {
          logger.warn("Pool '%s' has tasks that go on: %s".formatted(pool.name(), pool.stats()));
        }
      }
    } catch (InterruptedException e) {
      pools.forEach(WorkerPool::shutdownNow);
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the pool ended before so many nanoseconds after the start. */
  private boolean await(WorkerPool pool, long untilNanos) throws InterruptedException {
    long left = Math.max(0, untilNanos - (System.nanoTime() - start));
    return pool.awaitTermination(left, TimeUnit.NANOSECONDS);
  }

  private void interrupt(WorkerPool pool) throws InterruptedException {
    PoolDump left = pool.dump();
    pool.release(Duration.ZERO);
    Duration after = Duration.ofNanos(System.nanoTime() - start).truncatedTo(ChronoUnit.MILLIS);
    logger.warn(
        ("Pool '%s' was not drained within %s: %d tasks that still ran were interrupted, %d that"
                + " waited were cancelled. What was left:%n%s")
            .formatted(
                pool.name(), after, left.stats().running(), left.stats().queued(), left.text()));
  }
}
