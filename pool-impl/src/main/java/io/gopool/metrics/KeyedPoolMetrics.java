package io.gopool.metrics;

import io.gopool.KeyedPools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Meters of {@link KeyedPools}, {@code gopool.keyed.*}, with their name in the tag {@code pools}.
 * All are read from {@link KeyedPools#stats}: they cost nothing until somebody reads them, and then
 * one snapshot per scrape. A reading is at most 50 ms old.
 *
 * <p>What runs, is queued and waits is told by key, in the tag {@code key}, for a bounded number of
 * keys; the value {@code other} is the sum of all others, so that the sum over the tag is the sum
 * over the keys. The first keys seen by a scrape get a value each. A key that has had no pool for
 * an hour leaves its place to the next. Counters are sums over all keys: those of a single key
 * would begin anew with each pool of it.
 *
 * <p>It does not keep the pools alive. {@link #close} removes the meters; those of closed pools
 * stay until then. Thread-safe.
 */
public final class KeyedPoolMetrics implements MeterBinder, AutoCloseable {

  private static final int DEFAULT_KEYS = 50;

  private final WeakReference<KeyedPools<?>> pools;
  private final Tags tags;
  private final int maxKeys;
  private final List<Binding> bindings = new ArrayList<>(); // guarded by itself

  private KeyedPoolMetrics(KeyedPools<?> pools, Iterable<Tag> tags, int maxKeys) {
    this.pools = new WeakReference<>(pools);
    this.tags = Tags.of(tags).and("pools", pools.name());
    this.maxKeys = maxKeys;
  }

  /**
   * Returns the meters of the pools, with at most 50 values of the tag {@code key} besides {@code
   * other}.
   *
   * @throws NullPointerException if {@code pools} is null
   */
  public static KeyedPoolMetrics of(KeyedPools<?> pools) {
    return of(pools, Tags.empty(), DEFAULT_KEYS);
  }

  /**
   * Returns the meters of the pools, with further tags.
   *
   * @param maxKeys how many values the tag {@code key} may have besides {@code other}; each is
   *     three series. With 0 there is only that
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code maxKeys} is negative
   */
  public static KeyedPoolMetrics of(KeyedPools<?> pools, Iterable<Tag> tags, int maxKeys) {
    Objects.requireNonNull(pools, "pools");
    if (maxKeys < 0) {
      throw new IllegalArgumentException(
          "maxKeys must be at least 0, was " + maxKeys + "; use 0 for no key of its own");
    }
    return new KeyedPoolMetrics(pools, Objects.requireNonNull(tags, "tags"), maxKeys);
  }

  /**
   * Registers the meters. Does nothing if the pools were dropped.
   *
   * @throws NullPointerException if {@code registry} is null
   * @throws IllegalStateException if the registry has meters of pools of this name and tags
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    KeyedPools<?> owner = pools.get();
    if (owner == null) {
      return;
    }
    synchronized (bindings) {
      Binding binding = Binding.of("keyed pool", owner.name(), registry, owner, tags);
      bindings.add(binding);
      new KeyedMeters(
              binding.meters(),
              new WeakReading<>(owner, KeyedMeters.Reading::of),
              System::nanoTime,
              maxKeys)
          .register();
    }
  }

  /** Removes the meters from all registries. Idempotent; afterwards it can be bound again. */
  @Override
  public void close() {
    synchronized (bindings) {
      bindings.forEach(Binding::end);
      bindings.clear();
    }
  }
}
