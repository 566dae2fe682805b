package io.gopool.keyed;

import io.gopool.KeyStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The pool of one key: its slots, the tasks that wait for one, and the submitters that wait to have
 * theirs admitted. All but {@link #slots}, {@link #tally} and {@link #idleSince} is read and
 * written under the lock.
 */
final class KeyPool<K> implements Awaited {

  final K key;
  final KeySlots slots;
  final Tally tally = new Tally();
  final Line<Job<K>> queue = new Line<>();
  Line<Waiter<K>> waiters = new Line<>();

  /** Tasks of other keys that wait to run one of this key inline. */
  final Line<Waiter<K>> guests = new Line<>();

  /** Tasks of this key that tasks of other keys run inline. */
  int lent;

  /** Who is in a task of this key, a lent one perhaps, and waits for others in these pools. */
  final List<Stack<K>> stuck = new ArrayList<>(0);

  /** Whether it stands in the line for slots of the total. */
  boolean inLine;

  /** Whether the end of all waits for it. */
  boolean awaited;

  /** By the ticker; a late write of an earlier time only makes it expire that much earlier. */
  volatile long idleSince;

  /** {@link #idleSince} when it joined the {@link IdleKeys}, if it is among them. */
  long joinedIdle;

  private final int queueCapacity;

  KeyPool(K key, int capacity, int own, int queueCapacity) {
    this.key = key;
    this.queueCapacity = queueCapacity;
    slots = new KeySlots(capacity, own);
  }

  boolean hasRoomInQueue() {
    return queue.size() < queueCapacity;
  }

  void enqueue(Job<K> job) {
    queue.add(job);
    job.queued(true);
  }

  /** Admits blocked submitters to what has come free in the queue. */
  void refill(Monitor<K> monitor) {
    while (!waiters.isEmpty() && hasRoomInQueue()) {
      Waiter<K> waiter = Objects.requireNonNull(waiters.poll());
      waiter.job().pool(this);
      enqueue(waiter.job());
      monitor.endWait(waiter, Waiter.State.ADMITTED);
    }
  }

  boolean hasDemand() {
    return !queue.isEmpty() || !waiters.isEmpty();
  }

  /** Whether the key's own bound allows one more, whatever the total says. */
  boolean belowCapacity() {
    return (long) slots.running() + lent < slots.capacity();
  }

  /** Whether a slot is free, or some task of this key goes on and will free one. */
  boolean hasActive() {
    return belowCapacity() || stuck.size() < slots.running() + lent;
  }

  /** Whether nothing runs, waits or is queued. */
  boolean isIdle() {
    return slots.running() == 0 && lent == 0 && !hasDemand();
  }

  KeyStats stats() {
    return tally.stats(
        slots.capacity(), slots.running() + lent, queue.size(), waiters.size() + guests.size());
  }
}
