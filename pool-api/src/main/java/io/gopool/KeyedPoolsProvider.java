package io.gopool;

/**
 * Makes the builder behind {@link KeyedPools#builder}. Found by {@link java.util.ServiceLoader};
 * the artifact {@code io.gopool:pool-impl} brings one. Thread-safe.
 */
public interface KeyedPoolsProvider {

  /**
   * Returns a new builder.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   */
  <K> KeyedPools.Builder<K> newKeyedPoolsBuilder(String name);
}
