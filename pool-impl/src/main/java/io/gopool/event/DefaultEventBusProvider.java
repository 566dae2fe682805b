package io.gopool.event;

import io.gopool.EventBus;
import io.gopool.EventBusProvider;

/** What {@link java.util.ServiceLoader} finds. */
public final class DefaultEventBusProvider implements EventBusProvider {

  /** For the service loader. */
  public DefaultEventBusProvider() {}

  @Override
  public EventBus.Builder newBuilder() {
    try {
      Waits.requireLibrary();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "listeners need the Disruptor, which is not on the class path;"
              + " add com.lmax:disruptor (4.0 or later)",
          e);
    }
    return new BusBuilder();
  }
}
