package io.gopool.spring.actuate;

import io.gopool.GpmScheduler;
import io.gopool.PoolDump;
import io.gopool.SchedulerStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.spring.CapacityChanges;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.WorkerPools;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the pools, changes a capacity, opens a closed pool again. Reading changes nothing. Boot's
 * access settings apply: with {@code management.endpoint.gopool.access=read-only} there is no
 * operation that writes.
 */
@Endpoint(id = "gopool")
public final class PoolsEndpoint {

  private final WorkerPools pools;
  private final CapacityChanges capacities;
  private final @Nullable String defaultPool;
  private final Supplier<@Nullable GpmScheduler> scheduler;

  /**
   * Creates one.
   *
   * @param scheduler asked at each read; null where no scheduler is in use
   */
  PoolsEndpoint(
      WorkerPools pools,
      CapacityChanges capacities,
      GopoolProperties properties,
      Supplier<@Nullable GpmScheduler> scheduler) {
    this.pools = pools;
    this.capacities = capacities;
    this.defaultPool = properties.resolveDefaultPool();
    this.scheduler = scheduler;
  }

  /** Returns all pools. */
  @ReadOperation
  public PoolsDescriptor pools() {
    Map<String, PoolDescriptor> all = new LinkedHashMap<>();
    pools.all().forEach(pool -> all.put(pool.name(), describe(pool, null)));
    GpmScheduler found = scheduler.get();
    SchedulerStats stats = found == null ? null : found.stats();
    return new PoolsDescriptor(defaultPool, all, stats);
  }

  /** Returns one pool with a dump; null if there is none of that name. */
  @ReadOperation
  public @Nullable PoolDescriptor pool(@Selector String name) {
    return pools.find(name).map(pool -> describe(pool, pool.dump())).orElse(null);
  }

  private PoolDescriptor describe(WorkerPool pool, @Nullable PoolDump dump) {
    return new PoolDescriptor(
        pools.isConfigured(pool.name()),
        pool.stats(),
        capacities.pending(pool.name()).orElse(null),
        dump);
  }

  /**
   * Changes a pool.
   *
   * @param capacity the new capacity; null for no change of it
   * @param duration how long the new capacity holds; null for ever. Requests call it {@code for},
   *     see {@link ForParameter}
   * @param reboot true to open a closed pool again
   * @return what the pool is then
   * @throws IllegalArgumentException if there is no such pool, or a value is bad
   * @throws UnsupportedOperationException if the pool is unbounded
   * @throws IllegalStateException if a pool is to be rebooted that is not closed
   */
  @WriteOperation
  public PoolDescriptor change(
      @Selector String name,
      @Nullable Integer capacity,
      @Nullable Duration duration,
      @Nullable Boolean reboot) {
    WorkerPool pool = pools.get(name);
    boolean wantsReboot = Boolean.TRUE.equals(reboot);
    if (capacity == null && !wantsReboot) {
      throw new IllegalArgumentException(
          "nothing to do for pool '" + name + "'; give 'capacity', or 'reboot' as true");
    }
    if (capacity == null && duration != null) {
      throw new IllegalArgumentException(
          "'for' has no effect without 'capacity', was " + duration + "; give both");
    }
    if (wantsReboot) {
      requireClosed(pool);
    }
    if (capacity != null) {
      resize(name, capacity, duration);
    }
    if (wantsReboot) {
      pool.reboot();
    }
    return describe(pool, null);
  }

  private void resize(String name, int capacity, @Nullable Duration duration) {
    if (duration == null) {
      capacities.change(name, capacity);
    } else {
      capacities.change(name, capacity, duration);
    }
  }

  private static void requireClosed(WorkerPool pool) {
    State state = pool.state();
    if (state != State.CLOSED) {
      throw new IllegalStateException(
          "pool '"
              + pool.name()
              + "' is "
              + state
              + " and was not rebooted; only a CLOSED pool can be");
    }
  }
}
