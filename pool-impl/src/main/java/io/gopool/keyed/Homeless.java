package io.gopool.keyed;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Blocked submitters of keys that have no pool, because all places are in use: a line of keys, and
 * for each a line of submitters. Under the lock, but for {@link #count}.
 *
 * <p>T1 makes a key idle, and then reads {@link #count}; T2 looks for an idle key, finds none, and
 * raises that in the same section. T2 has taken each key in use out of the {@link IdleKeys}, so
 * that T1 needs the lock for the last end of one. Either T1's section, or its CAS, comes first:
 * then T2 finds the key. Or T2's section does: then T1 sees the count. Who comes while others wait
 * need not look, as T1 has seen the count since they did.
 */
final class Homeless<K> {

  private final LinkedHashMap<K, Line<Waiter<K>>> lines = new LinkedHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /** How many there are; may be read without the lock. */
  int count() {
    return count.get();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** A submitter waits for a place. */
  void add(Waiter<K> waiter) {
    lines.computeIfAbsent(waiter.job().key(), k -> new Line<>()).add(waiter);
    waiter.carriesJob();
    count.incrementAndGet();
  }

  /** A submitter of the key, just marked as having left, has given up. */
  void left(K key) {
    Line<Waiter<K>> waiters = Objects.requireNonNull(lines.get(key));
    waiters.left();
    count.decrementAndGet();
    if (waiters.isEmpty()) {
      lines.remove(key);
    }
  }

  /** Sends all away: the pools are shut down. */
  void close(Monitor<K> monitor) {
    lines.values().forEach(waiters -> Waiter.sendAway(waiters, monitor));
    lines.clear();
    count.set(0);
  }

  /** The first key; there must be one. */
  K firstKey() {
    return lines.keySet().iterator().next();
  }

  /** Takes the submitters of a key that has some. */
  Line<Waiter<K>> remove(K key) {
    Line<Waiter<K>> waiters = Objects.requireNonNull(lines.remove(key));
    count.addAndGet(-waiters.size());
    return waiters;
  }
}
