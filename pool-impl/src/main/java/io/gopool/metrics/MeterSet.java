package io.gopool.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one owner in one registry, with the tags that all of them have. Knows what it
 * registered, to remove just that. Thread-safe.
 *
 * <p>Micrometer refers to the owner weakly, and so must the functions and this: meters keep no pool
 * alive. Without its owner a gauge is NaN and a counter stays what it was.
 *
 * <p><b>Once it was removed it takes no more.</b> Some gauges register others when they are read,
 * and a publisher may read them from a copy that it made before. T1 reads, and is about to register
 * a meter; T2 removes all that were noted: the late one would stay for ever. So a meter is
 * registered and noted under a lock, the same for a set and its parts, under which the end is
 * written too. They are removed without it, as the registry has a lock of its own.
 */
final class MeterSet {

  private final WeakReference<MeterRegistry> registry;
  private final WeakReference<Object> owner;
  private final Tags tags;
  private final @Nullable MeterSet parent;
  private final ReentrantLock lock; // also of the parts

  // Guarded by the lock.
  private final Set<Meter.Id> ids = new HashSet<>();
  private boolean removed;

  MeterSet(WeakReference<MeterRegistry> registry, WeakReference<Object> owner, Tags tags) {
    this(registry, owner, tags, /* parent= */ null, new ReentrantLock());
  }

  private MeterSet(
      WeakReference<MeterRegistry> registry,
      WeakReference<Object> owner,
      Tags tags,
      @Nullable MeterSet parent,
      ReentrantLock lock) {
    this.registry = registry;
    this.owner = owner;
    this.tags = tags;
    this.parent = parent;
    this.lock = lock;
  }

  /** Returns a part of this set, with a further tag, that can be removed by itself. */
  MeterSet with(String key, String value) {
    return new MeterSet(registry, owner, tags.and(key, value), this, lock);
  }

  void gauge(String name, Tags extra, String unit, String description, DoubleSupplier value) {
    add(
        (registry, owner) ->
            Gauge.builder(name, owner, o -> value.getAsDouble())
                .tags(tags.and(extra))
                .baseUnit(unit)
                .description(description)
                .register(registry));
  }

  void timeGauge(String name, Tags extra, String description, DoubleSupplier nanos) {
    add(
        (registry, owner) ->
            TimeGauge.builder(name, owner, TimeUnit.NANOSECONDS, o -> nanos.getAsDouble())
                .tags(tags.and(extra))
                .description(description)
                .register(registry));
  }

  void counter(
      String name, Tags extra, @Nullable String unit, String description, LongSupplier count) {
    add(
        (registry, owner) ->
            FunctionCounter.builder(name, owner, o -> count.getAsLong())
                .tags(tags.and(extra))
                .baseUnit(unit)
                .description(description)
                .register(registry));
  }

  void timer(String name, String description, LongSupplier count, DoubleSupplier sumNanos) {
    add(
        (registry, owner) ->
            FunctionTimer.builder(
                    name,
                    owner,
                    o -> count.getAsLong(),
                    o -> sumNanos.getAsDouble(),
                    TimeUnit.NANOSECONDS)
                .tags(tags)
                .description(description)
                .register(registry));
  }

  private void add(BiFunction<MeterRegistry, Object, Meter> registration) {
    MeterRegistry currentRegistry = registry.get();
    Object currentOwner = owner.get();
    if (currentRegistry == null || currentOwner == null) {
      return;
    }
    lock.lock();
    try {
      if (!isRemoved()) {
        Meter.Id id = registration.apply(currentRegistry, currentOwner).getId();
        ids.add(id);
        if (parent != null) {
          parent.ids.add(id);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isRemoved() {
    return removed || (parent != null && parent.removed);
  }

  /** Removes the meters, those of parts included, for good. Idempotent. */
  void remove() {
    MeterRegistry current = registry.get();
    for (Meter.Id id : takeAll()) {
      if (current != null) {
        current.remove(id);
      }
    }
  }

  private List<Meter.Id> takeAll() {
    lock.lock();
    try {
      removed = true;
      List<Meter.Id> all = List.copyOf(ids);
      ids.clear();
      if (parent != null) {
        all.forEach(parent.ids::remove);
      }
      return all;
    } finally {
      lock.unlock();
    }
  }
}
