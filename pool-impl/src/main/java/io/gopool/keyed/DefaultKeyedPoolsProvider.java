package io.gopool.keyed;

import io.gopool.KeyedPools;
import io.gopool.KeyedPoolsProvider;

/** What {@link java.util.ServiceLoader} finds. */
public final class DefaultKeyedPoolsProvider implements KeyedPoolsProvider {

  /** For the service loader. */
  public DefaultKeyedPoolsProvider() {}

  @Override
  public <K> KeyedPools.Builder<K> newKeyedPoolsBuilder(String name) {
    KeyedPoolsBuilder<K> builder = new KeyedPoolsBuilder<>(name);
    try {
      IdleKeys.requireLibrary();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "KeyedPools needs Caffeine, which is not on the class path;"
              + " add com.github.ben-manes.caffeine:caffeine",
          e);
    }
    return builder;
  }
}
