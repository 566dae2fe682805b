package io.gopool;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A part of the implementation, looked for on the class path once. Thread-safe. */
final class Provided<P> {

  private final Class<P> type;
  private volatile @Nullable P found;

  Provided(Class<P> type) {
    this.type = type;
  }

  /**
   * Returns it.
   *
   * @throws IllegalStateException if there is none
   */
  P get() {
    P provider = find();
    if (provider == null) {
      throw new IllegalStateException(missing());
    }
    return provider;
  }

  /** Returns it; null if there is none. */
  @Nullable P find() {
    P provider = found;
    if (provider == null) {
      provider = ServiceLoader.load(type, type.getClassLoader()).findFirst().orElse(null);
      found = provider; // two threads may both look: they find the same stateless provider
    }
    return provider;
  }

  /** Returns what is missing and what to do. */
  String missing() {
    return "no " + type.getName() + " found; add io.gopool:pool-impl";
  }
}
