package io.gopool.keyed;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that have a pool, at most {@code maxKeys}; and the submitters that wait for a place.
 * Changed under the lock.
 *
 * <p>Invariant at the end of a section: there are no homeless submitters while a key is idle or
 * there is room for one more. An idle key's last task left without the lock perhaps: then who
 * released it comes here after it, see {@link Homeless}.
 */
final class KeySet<K> {

  private final int maxKeys;
  private final int own;
  private final int queueCapacity;
  private final Lending<K> lending;
  private final IdleKeys<K> idleKeys;
  private final ConcurrentHashMap<K, KeyPool<K>> pools = new ConcurrentHashMap<>();
  private final Homeless<K> homeless = new Homeless<>();
  private int capacityPerKey;

  final Tally gone = new Tally();
  long created;
  long expired;
  long displaced;

  KeySet(KeyedConfig config, Lending<K> lending, IdleKeys<K> idleKeys) {
    this.lending = lending;
    this.idleKeys = idleKeys;
    maxKeys = config.maxKeys();
    own = config.ownSlots();
    queueCapacity = config.queueCapacityPerKey();
    capacityPerKey = config.capacityPerKey();
  }

  /** Returns the key's pool as it is at the moment; may be called without the lock. */
  @Nullable KeyPool<K> get(K key) {
    return pools.get(key);
  }

  Collection<KeyPool<K>> pools() {
    return pools.values();
  }

  /** A copy; may be called without the lock. */
  Set<K> keys() {
    return Set.copyOf(pools.keySet());
  }

  int size() {
    return pools.size();
  }

  int capacityPerKey() {
    return capacityPerKey;
  }

  Homeless<K> homeless() {
    return homeless;
  }

  /** Where a task of the key is counted. */
  Tally tallyOf(K key) {
    KeyPool<K> pool = pools.get(key);
    return pool == null ? gone : pool.tally;
  }

  /** Changes the capacity of all pools, and of those to come. */
  void resize(int capacity) {
    capacityPerKey = capacity;
    for (KeyPool<K> pool : pools.values()) {
      resize(pool, capacity);
    }
  }

  void resize(KeyPool<K> pool, int capacity) {
    pool.slots.freeze();
    pool.slots.capacity(capacity);
    lending.dispatch(pool);
  }

  /** Returns a new pool for a key that has none; null if there is no place for it. */
  @Nullable KeyPool<K> tryCreate(K key) {
    // (K26) a key may be idle that they are about to be given the place of
    return homeless.isEmpty() && makePlace() ? create(key) : null;
  }

  private KeyPool<K> create(K key) {
    KeyPool<K> pool = new KeyPool<>(key, capacityPerKey, own, queueCapacity);
    idleKeys.stamp(pool); // perhaps its first submission is refused
    pools.put(key, pool);
    created++;
    return pool;
  }

  private boolean makePlace() {
    return pools.size() < maxKeys || displace();
  }

  /** Drops the pool of the longest idle key; false if none is idle. */
  private boolean displace() {
    for (KeyPool<K> pool = idleKeys.poll(); pool != null; pool = idleKeys.poll()) {
      if (tryRetire(pool)) {
        displaced++;
        return true;
      }
    }
    return false;
  }

  /**
   * Drops the pool, which was the first of the {@link IdleKeys}, if it has been idle since it
   * joined them. If it was used meanwhile it joins again, at once or when it is idle.
   */
  private boolean tryRetire(KeyPool<K> pool) {
    if (!pool.isIdle() || pool.idleSince - pool.joinedIdle > 0) {
      boolean unused = lending.settle(pool);
      return false;
    }
    pool.slots.retire();
    pools.remove(pool.key);
    gone.add(pool.tally);
    return true;
  }

  /** Gives places to the submitters that wait for one, as far as there are any. */
  void serveHomeless() {
    while (!homeless.isEmpty() && makePlace()) {
      KeyPool<K> pool = create(homeless.firstKey());
      pool.slots.freeze();
      pool.waiters = homeless.remove(pool.key);
      lending.dispatch(pool);
    }
  }

  /**
   * Looks at the first of the idle keys if that is due, and drops its pool if it has been idle for
   * long enough.
   *
   * @return false if none is due
   */
  boolean expireFirst(long now) {
    KeyPool<K> pool = idleKeys.isFirstDue(now) ? idleKeys.poll() : null;
    if (pool == null) {
      return false;
    }
    if (tryRetire(pool)) {
      expired++;
      serveHomeless();
    }
    return true;
  }
}
