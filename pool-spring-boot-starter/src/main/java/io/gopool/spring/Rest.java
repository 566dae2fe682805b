package io.gopool.spring;

import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until pools have nothing to do, without shutting them down. */
final class Rest {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Rest() {}

  /**
   * Waits until no pool has a task, all at the same moment.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  static boolean await(List<WorkerPool> pools, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long limit = TimeUnit.NANOSECONDS.convert(timeout);
    while (!reached(pools)) {
      if (System.nanoTime() - start >= limit) {
        return false;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for the pools to be at rest");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /**
   * Looks at one pool after the other. A task of one that is still to be looked at may submit to
   * one that was, and end before it is seen; but then the number of submissions has grown
   * meanwhile.
   */
  private static boolean reached(List<WorkerPool> pools) {
    long before = submitted(pools);
    for (WorkerPool pool : pools) {
      PoolStats stats = pool.stats();
      if (stats.running() > 0 || stats.queued() > 0 || stats.waiting() > 0) {
        return false;
      }
    }
    return submitted(pools) == before;
  }

  private static long submitted(List<WorkerPool> pools) {
    return pools.stream().mapToLong(pool -> pool.stats().submitted()).sum();
  }
}
