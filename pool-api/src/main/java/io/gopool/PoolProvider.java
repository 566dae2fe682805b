package io.gopool;

/**
 * Makes the builders behind {@link WorkerPool#builder} and {@link MultiPool#builder}. Found by
 * {@link java.util.ServiceLoader}; the artifact {@code io.gopool:pool-impl} brings one.
 * Thread-safe.
 */
public interface PoolProvider {

  /**
   * Returns a new builder of a pool.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   */
  WorkerPool.Builder newPoolBuilder(String name);

  /**
   * Returns a new builder of several pools behind one.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   */
  MultiPool.Builder newMultiPoolBuilder(String name);
}
