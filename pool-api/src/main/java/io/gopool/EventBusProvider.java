package io.gopool;

/**
 * Makes the builder behind {@link EventBus#builder}. Found by {@link java.util.ServiceLoader}; the
 * artifact {@code io.gopool:pool-impl} brings one, which needs the Disruptor. Thread-safe.
 */
public interface EventBusProvider {

  /**
   * Returns a new builder.
   *
   * @throws IllegalStateException if a library that this needs is missing
   */
  EventBus.Builder newBuilder();
}
