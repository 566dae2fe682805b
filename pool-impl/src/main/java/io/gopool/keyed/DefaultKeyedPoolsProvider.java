package io.gopool.keyed;

import io.gopool.KeyedPools;
import io.gopool.KeyedPoolsProvider;

/** What {@link java.util.ServiceLoader} finds. */
public final class DefaultKeyedPoolsProvider implements KeyedPoolsProvider {

  /** For the service loader. */
  public DefaultKeyedPoolsProvider() {}

  @Override
  public <K> KeyedPools.Builder<K> newKeyedPoolsBuilder(String name) {
    return new KeyedPoolsBuilder<>(name);
  }
}
