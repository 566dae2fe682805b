package io.gopool.metrics;

import io.gopool.KeyStats;
import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The meters that are read from {@link KeyedStats} and {@link KeyStats}. */
final class KeyedMeters {

  static final String OTHER = "other";
  static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final String TASKS = "tasks";
  private static final String KEYS = "keys";
  private static final String POOLS = "pools";

  /** All that a scrape reads, at once. */
  record Reading(KeyedStats all, Map<String, KeyStats> perKey) {

    static Reading of(KeyedPools<?> pools) {
      Map<String, KeyStats> perKey = new HashMap<>();
      pools
          .statsPerKey()
          .forEach((key, stats) -> perKey.merge(key.toString(), stats, Reading::sum));
      return new Reading(pools.stats(), perKey);
    }

    /** Two keys with the same text. */
    private static KeyStats sum(KeyStats a, KeyStats b) {
      return new KeyStats(
          a.capacity() + b.capacity(),
          a.running() + b.running(),
          a.queued() + b.queued(),
          a.waiting() + b.waiting(),
          a.submitted() + b.submitted(),
          a.completed() + b.completed(),
          a.failed() + b.failed(),
          a.cancelled() + b.cancelled(),
          a.rejected() + b.rejected());
    }

    /** What a key has, zero if it has no pool. */
    int of(String key, ToIntFunction<KeyStats> count) {
      KeyStats stats = perKey.get(key);
      return stats == null ? 0 : count.applyAsInt(stats);
    }
  }

  private final MeterSet meters;
  private final Memo<Reading> memo;
  private final Supplier<Reading> source;
  private final LongSupplier clock;
  private final int maxKeys;
  private final Map<String, Known> known = new HashMap<>(); // under the memo's lock

  /** A key with a value of the tag. */
  private static final class Known {
    final MeterSet meters;
    long lastSeen;

    Known(MeterSet meters) {
      this.meters = meters;
    }
  }

  KeyedMeters(MeterSet meters, Supplier<Reading> source, LongSupplier clock, int maxKeys) {
    this.meters = meters;
    this.source = source;
    this.clock = clock;
    this.maxKeys = maxKeys;
    memo = new Memo<>(clock, this::read);
  }

  void register() {
    gauge("gopool.keyed.keys", KEYS, "Keys that have a pool", KeyedStats::keys);
    gauge("gopool.keyed.keys.max", KEYS, "Keys that may have a pool", KeyedStats::maxKeys);
    if (memo.get().all().totalCapacity() != Integer.MAX_VALUE) {
      gauge(
          "gopool.keyed.capacity",
          TASKS,
          "Tasks that may run at once over all keys",
          KeyedStats::totalCapacity);
    }
    outcome("success", KeyedStats::completed);
    outcome("failure", KeyedStats::failed);
    outcome("cancelled", KeyedStats::cancelled);
    counter(
        "gopool.keyed.tasks.rejected",
        Tags.empty(),
        TASKS,
        "Submissions refused",
        KeyedStats::rejected);
    counter(
        "gopool.keyed.pools.created",
        Tags.empty(),
        POOLS,
        "Pools of keys made so far",
        KeyedStats::created);
    dropped("expired", KeyedStats::expired);
    dropped("displaced", KeyedStats::displaced);
    byKey(meters.with("key", OTHER), OTHER);
  }

  private void outcome(String outcome, ToLongFunction<KeyedStats> count) {
    counter("gopool.keyed.tasks", Tags.of("outcome", outcome), TASKS, "Tasks that ended", count);
  }

  private void dropped(String reason, ToLongFunction<KeyedStats> count) {
    counter(
        "gopool.keyed.pools.dropped",
        Tags.of("reason", reason),
        POOLS,
        "Pools of idle keys dropped, because their time was over or another key needed the place",
        count);
  }

  /** Three gauges of one key, or of all that have none of their own. */
  private void byKey(MeterSet ofKey, String key) {
    keyGauge(
        ofKey,
        "gopool.keyed.running",
        "Tasks that hold a slot of their key",
        key,
        KeyStats::running,
        KeyedStats::running);
    keyGauge(
        ofKey,
        "gopool.keyed.queue.size",
        "Admitted tasks that wait for a slot",
        key,
        KeyStats::queued,
        KeyedStats::queued);
    keyGauge(
        ofKey,
        "gopool.keyed.submitters.waiting",
        "Blocked submitters",
        key,
        KeyStats::waiting,
        KeyedStats::waiting);
  }

  private void keyGauge(
      MeterSet ofKey,
      String name,
      String description,
      String key,
      ToIntFunction<KeyStats> count,
      ToIntFunction<KeyedStats> total) {
    ofKey.gauge(
        name,
        Tags.empty(),
        name.endsWith("waiting") ? "threads" : TASKS,
        description,
        () -> key.equals(OTHER) ? rest(count, total) : memo.get().of(key, count));
  }

  private double rest(ToIntFunction<KeyStats> count, ToIntFunction<KeyedStats> total) {
    Reading reading = memo.get();
    int told = 0;
    for (Map.Entry<String, KeyStats> entry : reading.perKey().entrySet()) {
      if (isTold(entry.getKey())) {
        told += count.applyAsInt(entry.getValue());
      }
    }
    return Math.max(0, total.applyAsInt(reading.all()) - told); // read one after the other
  }

  private synchronized boolean isTold(String key) {
    return known.containsKey(key);
  }

  /**
   * Reads the pools. New keys get their gauges, as long as there are places: there is no other
   * moment to notice.
   */
  private synchronized Reading read() {
    Reading reading = source.get();
    long now = clock.getAsLong();
    for (String key : reading.perKey().keySet()) {
      Known place = known.get(key);
      if (place == null && !key.equals(OTHER) && (known.size() < maxKeys || freePlace(now))) {
        place = new Known(meters.with("key", key));
        known.put(key, place);
        byKey(place.meters, key);
      }
      if (place != null) {
        place.lastSeen = now;
      }
    }
    return reading;
  }

  private boolean freePlace(long now) {
    boolean freed = false;
    for (var places = known.values().iterator(); places.hasNext(); ) {
      Known place = places.next();
      if (now - place.lastSeen > IDLE_NANOS) {
        place.meters.remove();
        places.remove();
        freed = true;
      }
    }
    return freed;
  }

  private void gauge(
      String name, String unit, String description, ToDoubleFunction<KeyedStats> value) {
    meters.gauge(
        name, Tags.empty(), unit, description, () -> value.applyAsDouble(memo.get().all()));
  }

  private void counter(
      String name, Tags extra, String unit, String description, ToLongFunction<KeyedStats> count) {
    meters.counter(name, extra, unit, description, () -> count.applyAsLong(memo.get().all()));
  }
}
