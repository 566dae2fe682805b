package io.gopool.keyed;

import java.util.ArrayList;
import java.util.List;

/** Shuts the pools down, and finds out when nothing is left. */
final class Shutdown<K> {

  private final Ending ending;
  private final Monitor<K> monitor;
  private final KeySet<K> keys;
  private final IdleKeys<K> idleKeys;
  private final Lending<K> lending;
  private final Guests<K> guests;
  private final Runnable drained;

  Shutdown(
      Ending ending,
      Monitor<K> monitor,
      KeySet<K> keys,
      IdleKeys<K> idleKeys,
      Lending<K> lending,
      Guests<K> guests,
      Runnable drained) {
    this.ending = ending;
    this.monitor = monitor;
    this.keys = keys;
    this.idleKeys = idleKeys;
    this.lending = lending;
    this.guests = guests;
    this.drained = drained;
  }

  /** Admits nothing more; from here on each end of a task comes to the lock, and is noticed. */
  void begin() {
    monitor.enter();
    try {
      if (!ending.isClosed()) {
        ending.close();
        idleKeys.cancel();
        keys.pools().forEach(this::close);
        keys.homeless().close(monitor);
      }
    } finally {
      monitor.exit();
    }
    endIfDrained();
  }

  private void close(KeyPool<K> pool) {
    pool.slots.freeze();
    Waiter.sendAway(pool.waiters, monitor);
    guests.close(pool);
    ending.await(pool);
    lending.settle(pool);
  }

  /** Takes all that is queued, once it has begun. */
  List<Job<K>> takeQueued() {
    List<Job<K>> taken = new ArrayList<>();
    monitor.enter();
    try {
      for (KeyPool<K> pool : keys.pools()) {
        for (Job<K> job = pool.queue.poll(); job != null; job = pool.queue.poll()) {
          job.queued(false);
          guests.forestall(pool, job);
          pool.tally.cancelled.increment();
          taken.add(job);
        }
        lending.settle(pool);
      }
    } finally {
      monitor.exit();
    }
    endIfDrained();
    return taken;
  }

  /** Called when a pool became idle after it has begun. */
  void endIfDrained() {
    boolean isDrained;
    monitor.enter();
    try {
      isDrained = ending.isDrained();
    } finally {
      monitor.exit();
    }
    if (isDrained) {
      drained.run();
    }
  }
}
