package io.gopool.keyed;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Blocked submitters of keys that have no pool, because all places are in use: a line of keys, and
 * for each a line of submitters. Under the lock, but for {@link #count}.
 *
 * <p>T1 makes a key idle, and then reads {@link #count}; T2, who found no place, has raised that
 * before it looked for idle keys. So either T1 sees T2, or T2 saw T1's key.
 */
final class Homeless<K> {

  private final LinkedHashMap<K, Line<Waiter<K>>> lines = new LinkedHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /** How many there are, or are about to be; may be read without the lock. */
  int count() {
    return count.get();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Somebody is about to look for a place; ends with {@link #sought} or {@link #add}. */
  void seek() {
    count.incrementAndGet();
  }

  /** The search has ended, with a place or without, and nobody waits. */
  void sought() {
    count.decrementAndGet();
  }

  /** The search has ended in vain, and the submitter waits. */
  void add(Waiter<K> waiter) {
    lines.computeIfAbsent(waiter.job().key(), k -> new Line<>()).add(waiter);
    waiter.carriesJob();
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
