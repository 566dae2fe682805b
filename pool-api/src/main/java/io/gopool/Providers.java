package io.gopool;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementation once. */
final class Providers {

  private static volatile @Nullable PoolProvider found;

  private Providers() {}

  /**
   * Returns the implementation on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static PoolProvider get() {
    PoolProvider provider = found;
    if (provider == null) {
      provider = find();
      found = provider; // two threads may both look: they find the same stateless provider
    }
    return provider;
  }

  private static PoolProvider find() {
    ClassLoader loader = PoolProvider.class.getClassLoader();
    return ServiceLoader.load(PoolProvider.class, loader)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no " + PoolProvider.class.getName() + " found; add io.gopool:pool-impl"));
  }
}
