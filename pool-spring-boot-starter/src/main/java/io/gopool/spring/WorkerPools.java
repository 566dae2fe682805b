package io.gopool.spring;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All pools of the application: those of its properties, and those that it creates at run time.
 * They are drained together when the application stops. Thread-safe.
 *
 * <p>A bean of this type is there to be injected.
 */
public interface WorkerPools {

  /** Returns the names, those of the properties first. */
  Set<String> names();

  /** Returns the pools, in the order of {@link #names}. */
  List<WorkerPool> all();

  /** Returns the pool of that name; empty if there is none. */
  Optional<WorkerPool> find(String name);

  /**
   * Returns the pool of that name.
   *
   * @throws IllegalArgumentException if there is none, with the names of those there are
   */
  WorkerPool get(String name);

  /**
   * Returns the pool of {@code gopool.default-pool}, or the only one of the properties.
   *
   * @throws IllegalStateException if neither is the case
   */
  WorkerPool defaultPool();

  /** Returns whether the pool is one of the properties. */
  boolean isConfigured(String name);

  /**
   * Creates a pool with the settings that {@code settings} makes. The application's task
   * decorators, listeners and {@link WorkerPoolBuilderCustomizer}s apply to it as to all others.
   *
   * @param name not blank, and not the name of another pool
   * @throws IllegalArgumentException if the name or a setting is bad
   * @throws IllegalStateException if the application is stopping
   */
  WorkerPool create(String name, Consumer<? super WorkerPool.Builder> settings);

  /**
   * Releases a pool that was created at run time, as {@link WorkerPool#release} does, and forgets
   * it: the name is free for another. What it still runs is drained with the others when the
   * application stops.
   *
   * @return true if everything that was admitted ran in time
   * @throws IllegalArgumentException if there is none of that name, or if it is one of the
   *     properties: its bean lives as long as the application
   * @throws InterruptedException if interrupted while waiting; the pool is forgotten and drains
   */
  boolean close(String name, Duration timeout) throws InterruptedException;
}
