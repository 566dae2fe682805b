package io.gopool.spring;

import io.gopool.WorkerPool;

/**
 * Changes the builder of each pool, after the properties and before the pool is built: the place
 * for what properties cannot say, such as an exception handler. Beans of this type are called in
 * their order, for pools of the properties and for those of {@link WorkerPools#create}.
 */
@FunctionalInterface
public interface WorkerPoolBuilderCustomizer {

  /**
   * Changes the builder.
   *
   * @param pool the name of the pool that is about to be built
   * @param builder its builder; a task decorator that is set here takes the place of those that the
   *     application has as beans
   */
  void customize(String pool, WorkerPool.Builder builder);
}
