package io.gopool;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementation of keyed pools once. */
final class KeyedProviders {

  private static volatile @Nullable KeyedPoolsProvider found;

  private KeyedProviders() {}

  /**
   * Returns the implementation on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static KeyedPoolsProvider get() {
    KeyedPoolsProvider provider = found;
    if (provider == null) {
      provider = find();
      found = provider; // two threads may both look: they find the same stateless provider
    }
    return provider;
  }

  private static KeyedPoolsProvider find() {
    ClassLoader loader = KeyedPoolsProvider.class.getClassLoader();
    return ServiceLoader.load(KeyedPoolsProvider.class, loader)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no "
                        + KeyedPoolsProvider.class.getName()
                        + " found; add io.gopool:pool-impl"));
  }
}
