package io.gopool.examples.linkchecker.watch;

import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import org.jspecify.annotations.Nullable;

/** A pool, of whatever kind, as the charts see it. */
public interface PoolSource {

  /**
   * Its counts, now.
   *
   * @param keys keys that have a pool; null where there are no keys
   * @param ended tasks that have ended so far
   */
  record Reading(
      int capacity,
      int running,
      int idle,
      @Nullable Integer keys,
      int queued,
      int waiting,
      long ended,
      long rejected) {}

  /** What it is called. */
  String name();

  /** Its counts, now. */
  Reading read();

  /** Returns a pool as such. */
  static PoolSource of(WorkerPool pool) {
    return new PoolSource() {
      @Override
      public String name() {
        return pool.name();
      }

      @Override
      public Reading read() {
        PoolStats stats = pool.stats();
        return new Reading(
            stats.capacity(),
            stats.running(),
            stats.idle(),
            null,
            stats.queued(),
            stats.waiting(),
            stats.completed() + stats.failed(),
            stats.rejected());
      }
    };
  }

  /** Returns pools by key as one: their total, and how many keys there are. */
  static PoolSource of(KeyedPools<?> pools) {
    return new PoolSource() {
      @Override
      public String name() {
        return pools.name();
      }

      @Override
      public Reading read() {
        KeyedStats stats = pools.stats();
        return new Reading(
            stats.totalCapacity(),
            stats.running(),
            0,
            stats.keys(),
            stats.queued(),
            stats.waiting(),
            stats.completed() + stats.failed(),
            stats.rejected());
      }
    };
  }
}
