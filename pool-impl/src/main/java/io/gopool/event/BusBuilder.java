package io.gopool.event;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.EventWait;
import io.gopool.PoolListener;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Collects and checks the settings of a bus. */
final class BusBuilder implements EventBus.Builder {

  private static final int MAX_RING = 1 << 24;

  private String name = "gopool-events";
  private int ringSize = 1 << 13;
  private EventWait waitStrategy = EventWait.SLEEP;
  private Set<EventType> events = EnumSet.allOf(EventType.class);
  private long patienceNanos = TimeUnit.SECONDS.toNanos(5);
  private final List<PoolListener> listeners = new ArrayList<>();

  @Override
  public EventBus.Builder name(String threadName) {
    if (threadName.isBlank()) {
      throw new IllegalArgumentException(
          "name must not be blank, was '" + threadName + "'; it names the event thread");
    }
    name = threadName;
    return this;
  }

  @Override
  public EventBus.Builder ringSize(int size) {
    if (size < 2 || size > MAX_RING || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          ("ringSize must be a power of two in [2, " + MAX_RING + "], was " + size)
              + "; it is how many events may wait before further ones are dropped");
    }
    ringSize = size;
    return this;
  }

  @Override
  public EventBus.Builder waitStrategy(EventWait how) {
    waitStrategy = Objects.requireNonNull(how, "how");
    return this;
  }

  @Override
  public EventBus.Builder events(Set<EventType> types) {
    if (types.isEmpty()) {
      throw new IllegalArgumentException(
          "events must not be empty; name those to publish, or use no listener");
    }
    events = EnumSet.copyOf(types);
    return this;
  }

  @Override
  public EventBus.Builder patience(Duration d) {
    if (d.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          ("patience must be at least a millisecond, was " + d)
              + "; it is how long a listener may take for one event");
    }
    patienceNanos = Durations.nanos(d);
    return this;
  }

  @Override
  public EventBus.Builder listener(PoolListener l) {
    Objects.requireNonNull(l, "listener");
    for (PoolListener known : listeners) {
      if (known == l) {
        throw new IllegalArgumentException(
            "listener " + l + " was added before; add each listener once");
      }
    }
    listeners.add(l);
    return this;
  }

  @Override
  public EventBus build() {
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("a bus needs a listener; add one with listener(...)");
    }
    return new DefaultEventBus(
        new BusConfig(
            name,
            ringSize,
            waitStrategy,
            Collections.unmodifiableSet(EnumSet.copyOf(events)),
            patienceNanos,
            List.copyOf(listeners)));
  }
}
