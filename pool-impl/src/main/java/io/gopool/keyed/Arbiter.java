package io.gopool.keyed;

import org.jspecify.annotations.Nullable;

/**
 * Decides which task of which key may run. What may run is handed to a {@link Monitor.Starter},
 * with no lock held.
 *
 * <p>What it decides by is in its parts: {@link Lending} has the bounds and the turns, {@link
 * KeySet} the keys, {@link Nesting} and {@link Guests} the tasks that submit to these pools
 * themselves.
 *
 * <p><b>Locking.</b> As long as nobody waits, a key starts and ends tasks without the lock: by a
 * CAS on its {@link KeySlots}, and beyond what is its own by one more on {@link LentSlots}. What
 * concerns the line, queues, waiters or the set of keys happens under one lock, in a section of the
 * {@link Monitor}. Sections are short and run no foreign code but the keys' {@code equals} and
 * {@code hashCode} and, for a new key, the ticker.
 */
final class Arbiter<K> {

  private final KeyedConfig config;
  private final Monitor<K> monitor;
  private final IdleKeys<K> idleKeys;
  private final Ending ending = new Ending();
  private final Guests<K> guests;
  private final Lending<K> lending;
  private final KeySet<K> keys;
  private final Nesting<K> nesting;
  private final Counts<K> counts;
  private final Shutdown<K> shutdown;

  /**
   * Creates one without keys.
   *
   * @param drained run when the pools are shut down and nothing is left, perhaps again
   */
  Arbiter(KeyedConfig config, Monitor.Starter<K> starter, Runnable drained) {
    this.config = config;
    monitor = new Monitor<>(starter);
    idleKeys = new IdleKeys<>(config, monitor, ending, this::expire);
    guests = new Guests<>(monitor);
    lending = new Lending<>(config, monitor, guests, idleKeys, ending);
    keys = new KeySet<>(config, lending, idleKeys);
    nesting = new Nesting<>(this, monitor, keys, lending, guests);
    counts = new Counts<>(config, monitor, keys, lending);
    shutdown = new Shutdown<>(ending, monitor, keys, idleKeys, lending, guests, drained);
  }

  KeySet<K> keys() {
    return keys;
  }

  Nesting<K> nesting() {
    return nesting;
  }

  Counts<K> counts() {
    return counts;
  }

  // ---- submission
  // --------------------------------------------------------------------------------

  /** Takes a slot if the lock is not needed for it; the caller then starts the job. */
  boolean tryStart(Job<K> job) {
    KeyPool<K> pool = keys.get(job.key());
    if (pool == null || !lending.tryAcquire(pool)) {
      return false;
    }
    job.pool(pool);
    return true;
  }

  /** Admits the job at once; otherwise appends the waiter, if there is one. */
  Verdict admit(Job<K> job, @Nullable Waiter<K> waiter) {
    monitor.enter();
    try {
      if (ending.isClosed()) {
        return Verdict.CLOSED;
      }
      KeyPool<K> pool = keys.get(job.key());
      return pool == null ? admitNew(job, waiter) : admit(pool, job, waiter);
    } finally {
      monitor.exit();
    }
  }

  private Verdict admitNew(Job<K> job, @Nullable Waiter<K> waiter) {
    KeyPool<K> pool = keys.tryCreate(job.key());
    if (pool != null) {
      return admit(pool, job, waiter);
    }
    if (waiter == null) {
      return Verdict.NO_PLACE;
    }
    keys.homeless().add(waiter);
    return Verdict.WAITING;
  }

  private Verdict admit(KeyPool<K> pool, Job<K> job, @Nullable Waiter<K> waiter) {
    pool.slots.freeze();
    job.pool(pool);
    return lending.admit(pool, job, waiter);
  }

  /**
   * Called only by the waiter's thread: gives up.
   *
   * @return false if it was admitted or sent away instead
   */
  boolean giveUp(Waiter<K> waiter) {
    KeyPool<K> idle = null;
    monitor.enter();
    try {
      if (waiter.hasLeft()) {
        return false;
      }
      monitor.endWait(waiter, Waiter.State.GAVE_UP);
      KeyPool<K> pool = keys.get(waiter.job().key());
      if (pool == null) {
        keys.homeless().left(waiter.job().key());
      } else {
        pool.waiters.left();
        guests.forestall(pool, waiter.job());
        idle = lending.settle(pool) ? pool : null;
      }
    } finally {
      monitor.exit();
    }
    if (idle != null) {
      becameIdle(idle);
    }
    return true;
  }

  /**
   * The future of the job was cancelled.
   *
   * @return false if it was not free any more
   */
  boolean takeCancelled(Job<K> job) {
    KeyPool<K> idle;
    monitor.enter();
    try {
      if (!job.isFree()) {
        return false;
      }
      keys.tallyOf(job.key()).cancelled.increment();
      idle = nesting.take(job);
    } finally {
      monitor.exit();
    }
    if (idle != null) {
      becameIdle(idle);
    }
    return true;
  }

  // ---- the end of a task, and of a key's use
  // ------------------------------------------------------

  /**
   * Gives a slot back, after the task was counted.
   *
   * @return a job that was granted a slot by that, for the worker that is free now
   */
  @Nullable Job<K> release(KeyPool<K> pool) {
    boolean perhapsLast = pool.slots.running() <= 1;
    if (perhapsLast) {
      idleKeys.stamp(pool); // before anybody can see that the key is idle
    }
    // (K27) looked whether it is the last, its slot not yet given back
    Job<K> next = null;
    int left = lending.tryRelease(pool);
    boolean idle = left == 0;
    if (left >= 0) {
      if (!lending.tryGiveBack(left)) {
        monitor.enter();
        try {
          lending.giveBack();
        } finally {
          next = monitor.exitWithJob();
        }
      }
    } else {
      monitor.enter();
      try {
        pool.slots.freeze();
        idle = lending.release(pool);
      } finally {
        next = monitor.exitWithJob();
      }
    }
    if (idle) {
      if (!perhapsLast) {
        // (K28) several ended at once
        idleKeys.stamp(pool);
      }
      noticeIdle();
    }
    return next;
  }

  /**
   * A key is idle now. If submitters of other keys wait for a place they get this one; see {@link
   * Homeless}.
   */
  private void noticeIdle() {
    // (K25) idle, those who wait for a place not yet looked at
    if (keys.homeless().count() > 0) {
      monitor.enter();
      try {
        keys.serveHomeless();
      } finally {
        monitor.exit();
      }
    }
    if (ending.isClosed()) {
      shutdown.endIfDrained();
    }
  }

  /** Something else than the end of a task made the key idle. */
  void becameIdle(KeyPool<K> pool) {
    idleKeys.stamp(pool);
    noticeIdle();
  }

  /** Drops the keys that have been idle for long enough, each in a section of its own. */
  void expire() {
    long now = config.ticker().read();
    boolean more = true;
    while (more) {
      monitor.enter();
      try {
        more = keys.expireFirst(now);
      } finally {
        monitor.exit();
      }
    }
  }

  // ---- size
  // --------------------------------------------------------------------------------------

  void resize(int capacity) {
    monitor.enter();
    try {
      keys.resize(capacity);
    } finally {
      monitor.exit();
    }
  }

  boolean resize(K key, int capacity) {
    monitor.enter();
    try {
      KeyPool<K> pool = keys.get(key);
      if (pool == null) {
        return false;
      }
      keys.resize(pool, capacity);
      return true;
    } finally {
      monitor.exit();
    }
  }

  void resizeTotal(int total) {
    monitor.enter();
    try {
      lending.resize(total);
    } finally {
      monitor.exit();
    }
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  boolean isClosed() {
    return ending.isClosed();
  }

  Shutdown<K> shutdown() {
    return shutdown;
  }
}
