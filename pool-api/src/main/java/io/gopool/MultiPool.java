package io.gopool;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several pools behind one: each task goes to the pool that the {@link LoadBalancing} chooses, and
 * to the least loaded other one if that is full. Only when all are full does the admission policy
 * of the pools apply, in the least loaded one. A task of one of its pools counts as a task of all
 * of them, so that nested use cannot deadlock.
 *
 * <p>Counts are sums over the pools. {@link #resize} spreads the capacity evenly, and needs at
 * least one for each pool. {@link #reboot} reboots all pools or none: it is refused while one of
 * them is draining, but to a worker of any of them. What changes all pools is done by one thread at
 * a time. Thread-safe.
 */
public interface MultiPool extends WorkerPool {

  /**
   * Returns a builder.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if there is no implementation on the class path
   */
  static Builder builder(String name) {
    return Providers.POOLS.get().newMultiPoolBuilder(name);
  }

  /**
   * Returns the pools, in a fixed order; they are to be looked at, not to be shut down one by one.
   */
  List<WorkerPool> pools();

  /** Collects the settings of a {@link MultiPool}. Not thread-safe; may build more than once. */
  interface Builder {

    /**
     * Sets the number of pools; the default is 2.
     *
     * @throws IllegalArgumentException if not in [1, 1024]
     */
    Builder pools(int pools);

    /**
     * Sets the capacity of each pool; the default is that of {@link WorkerPool.Builder#capacity}.
     * {@link #each} may set another.
     *
     * @throws IllegalArgumentException as {@link WorkerPool.Builder#capacity}
     */
    Builder capacityPerPool(int capacity);

    /** Sets how a pool is chosen; the default is {@link LoadBalancing#ROUND_ROBIN}. */
    Builder loadBalancing(LoadBalancing strategy);

    /**
     * Sets everything else, for each pool alike.
     *
     * @param settings called by {@link #build} once with each pool's builder, which it must return
     */
    Builder each(UnaryOperator<WorkerPool.Builder> settings);

    /**
     * Builds the pools. If one of them cannot be built none remains.
     *
     * @throws IllegalArgumentException as {@link WorkerPool.Builder#build}, or if the settings
     *     return another builder than they were given
     */
    MultiPool build();
  }
}
