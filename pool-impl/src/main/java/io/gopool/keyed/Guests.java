package io.gopool.keyed;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tasks that wait for others in these pools, so that their threads are stuck. All under the lock.
 *
 * <p>A task never waits for the total, because it runs inline what there is no slot of the total
 * for. It may wait for a slot of another key that is full, as a {@linkplain KeyPool#guests guest},
 * and for a job that another thread runs. Let no guest of a key wait when none of that key's tasks
 * goes on (see {@link WaitSearch}): it is lent a slot beyond the capacity. Only that a thread gets
 * stuck can take paths away from others, since an end frees a slot, and a guest takes that. So it
 * is enough to search then, and if that thread itself still goes on, so does who waited for it.
 */
final class Guests<K> {

  private final Monitor<K> monitor;
  private final Set<KeyPool<K>> hosts = new LinkedHashSet<>(); // those with guests

  Guests(Monitor<K> monitor) {
    this.monitor = monitor;
  }

  /** The waiter's thread waits for a slot of the pool. */
  void add(KeyPool<K> pool, Waiter<K> waiter) {
    pool.guests.add(waiter);
    hosts.add(pool);
    getStuck(waiter.stack(), pool);
  }

  /** The thread waits. */
  void getStuck(Stack<K> stack, Awaited awaited) {
    stack.awaited = awaited;
    for (KeyPool<K> pool : stack.pools()) {
      pool.stuck.add(stack);
    }
    // perhaps others do not go on either, who waited for this one
    if (!WaitSearch.goesOn(List.of(stack))) {
      List.copyOf(hosts).forEach(this::serve);
    }
  }

  /** The thread goes on. */
  void getUnstuck(Stack<K> stack) {
    stack.awaited = null;
    for (KeyPool<K> pool : stack.pools()) {
      pool.stuck.remove(stack);
    }
  }

  /** Lends slots to the guests that may have one. */
  void serve(KeyPool<K> pool) {
    while (!pool.guests.isEmpty()
        && (pool.belowCapacity() || !(pool.hasActive() || WaitSearch.goesOn(pool.stuck)))) {
      Waiter<K> waiter = Objects.requireNonNull(pool.guests.poll());
      dropUnlessHost(pool);
      pool.lent++;
      getUnstuck(waiter.stack());
      monitor.endWait(waiter, Waiter.State.ADMITTED);
      if (waiter.job().isFree()) {
        take(pool, waiter.job());
      } else {
        forestall(pool, waiter.job());
      }
    }
  }

  /** A guest has left. */
  private void dropUnlessHost(KeyPool<K> pool) {
    if (pool.guests.isEmpty()) {
      hosts.remove(pool);
    }
  }

  /** A guest leaves without a slot. */
  void leave(KeyPool<K> pool, Waiter<K> waiter, Waiter.State as) {
    monitor.endWait(waiter, as);
    pool.guests.left();
    dropUnlessHost(pool);
    getUnstuck(waiter.stack());
  }

  /** A free job leaves the queue, or its submitter, from the middle. */
  void take(KeyPool<K> pool, Job<K> job) {
    Waiter<K> carrier = job.carrier();
    if (carrier == null) {
      job.queued(false);
      pool.queue.left();
    } else if (carrier.isTask()) {
      leave(pool, carrier, Waiter.State.TAKEN);
    } else {
      monitor.endWait(carrier, Waiter.State.TAKEN);
      pool.waiters.left();
    }
    forestall(pool, job);
    pool.refill(monitor);
  }

  /** The job is somebody's, or was withdrawn: those that wait to run it have waited in vain. */
  void forestall(KeyPool<K> pool, Job<K> job) {
    pool.guests.forEach(
        waiter -> waiter.job() == job, waiter -> leave(pool, waiter, Waiter.State.FORESTALLED));
  }

  /** Sends those away whose jobs are not in the pools. */
  void close(KeyPool<K> pool) {
    pool.guests.forEach(
        waiter -> !waiter.job().isQueued(), waiter -> leave(pool, waiter, Waiter.State.CLOSED));
  }
}
