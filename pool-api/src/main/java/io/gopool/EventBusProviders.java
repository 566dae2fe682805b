package io.gopool;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementation of the event bus once. */
final class EventBusProviders {

  private static volatile @Nullable EventBusProvider found;

  private EventBusProviders() {}

  /**
   * Returns the implementation on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static EventBusProvider get() {
    EventBusProvider provider = found;
    if (provider == null) {
      provider = find();
      found = provider; // two threads may both look: they find the same stateless provider
    }
    return provider;
  }

  private static EventBusProvider find() {
    ClassLoader loader = EventBusProvider.class.getClassLoader();
    return ServiceLoader.load(EventBusProvider.class, loader)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no " + EventBusProvider.class.getName() + " found; add io.gopool:pool-impl"));
  }
}
