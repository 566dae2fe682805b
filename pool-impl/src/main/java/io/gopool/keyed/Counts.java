package io.gopool.keyed;

import io.gopool.KeyStats;
import io.gopool.KeyedStats;
import io.gopool.State;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users see of the counts, each reading in one section. */
final class Counts<K> {

  private final KeyedConfig config;
  private final Monitor<K> monitor;
  private final KeySet<K> keys;
  private final Lending<K> lending;

  Counts(KeyedConfig config, Monitor<K> monitor, KeySet<K> keys, Lending<K> lending) {
    this.config = config;
    this.monitor = monitor;
    this.keys = keys;
    this.lending = lending;
  }

  /** A submission was refused. */
  void rejected(K key) {
    monitor.enter();
    try {
      keys.tallyOf(key).rejected.increment();
    } finally {
      monitor.exit();
    }
  }

  /** A task ran outside of all bounds: in a submitter that is no worker, or without a pool. */
  void ranOutside(K key, boolean wasCancelled, boolean threw) {
    monitor.enter();
    try {
      keys.tallyOf(key).ran(wasCancelled, threw);
    } finally {
      monitor.exit();
    }
  }

  @Nullable KeyStats stats(K key) {
    monitor.enter();
    try {
      KeyPool<K> pool = keys.get(key);
      return pool == null ? null : pool.stats();
    } finally {
      monitor.exit();
    }
  }

  Map<K, KeyStats> statsPerKey() {
    monitor.enter();
    try {
      Map<K, KeyStats> all = new HashMap<>();
      keys.pools().forEach(pool -> all.put(pool.key, pool.stats()));
      return all;
    } finally {
      monitor.exit();
    }
  }

  KeyedStats stats(State state) {
    monitor.enter();
    try {
      Sums sums = new Sums(keys.gone);
      keys.pools().forEach(pool -> sums.add(pool.stats()));
      return new KeyedStats(
          config.name(),
          state,
          keys.size(),
          config.maxKeys(),
          keys.capacityPerKey(),
          lending.totalCapacity(),
          config.reservedPerKey(),
          sums.running,
          sums.queued,
          sums.waiting + keys.homeless().count(),
          sums.submitted,
          sums.completed,
          sums.failed,
          sums.cancelled,
          sums.rejected,
          keys.created,
          keys.expired,
          keys.displaced);
    } finally {
      monitor.exit();
    }
  }

  int totalCapacity() {
    monitor.enter();
    try {
      return lending.totalCapacity();
    } finally {
      monitor.exit();
    }
  }

  /** For {@code toString}. */
  String text() {
    monitor.enter();
    try {
      int running = 0;
      for (KeyPool<K> pool : keys.pools()) {
        running += pool.slots.running() + pool.lent;
      }
      return "keys="
          + keys.size()
          + " maxKeys="
          + config.maxKeys()
          + " running="
          + running
          + (config.hasTotal() ? " totalCapacity=" + lending.totalCapacity() : "");
    } finally {
      monitor.exit();
    }
  }

  private static final class Sums {
    private int running;
    private int queued;
    private int waiting;
    private long submitted;
    private long completed;
    private long failed;
    private long cancelled;
    private long rejected;

    Sums(Tally gone) {
      add(gone.stats(/* capacity= */ 0, /* running= */ 0, /* queued= */ 0, /* waiting= */ 0));
    }

    void add(KeyStats stats) {
      running += stats.running();
      queued += stats.queued();
      waiting += stats.waiting();
      submitted += stats.submitted();
      completed += stats.completed();
      failed += stats.failed();
      cancelled += stats.cancelled();
      rejected += stats.rejected();
    }
  }
}
