package io.gopool.keyed;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that run others of these pools inline: what they submit and there is no slot for, and what
 * they wait for and nobody has started, be it queued or carried by a blocked submitter. {@link
 * Guests} tells why they do not wait for each other for ever.
 */
final class Nesting<K> {

  private final Arbiter<K> arbiter;
  private final Monitor<K> monitor;
  private final KeySet<K> keys;
  private final Lending<K> lending;
  private final Guests<K> guests;

  Nesting(
      Arbiter<K> arbiter,
      Monitor<K> monitor,
      KeySet<K> keys,
      Lending<K> lending,
      Guests<K> guests) {
    this.arbiter = arbiter;
    this.monitor = monitor;
    this.keys = keys;
    this.lending = lending;
    this.guests = guests;
  }

  /**
   * A task wants to run a new job inline. That needs no slot of the total, as the thread has one,
   * and none of its key if that is among the thread's own; otherwise it is lent one. A key without
   * a place has none to lend, and no bound.
   *
   * @param waiter appended if it has to wait; null to run it in any case
   */
  Turn begin(Job<K> job, Stack<K> stack, @Nullable Waiter<K> waiter) {
    monitor.enter();
    try {
      KeyPool<K> pool = keys.get(job.key());
      if (pool == null && !arbiter.isClosed()) {
        pool = keys.tryCreate(job.key());
      }
      job.pool(pool); // an earlier refusal may have left another
      if (pool == null || stack.contains(pool)) {
        return Turn.RUN;
      }
      pool.slots.freeze();
      if (waiter != null && !pool.belowCapacity()) {
        waiter.carriesJob();
        guests.add(pool, waiter);
        return Turn.WAIT;
      }
      pool.lent++;
      return Turn.RUN;
    } finally {
      monitor.exit();
    }
  }

  /** A task that was lent a slot has ended. */
  void end(KeyPool<K> pool) {
    boolean idle;
    monitor.enter();
    try {
      pool.lent--;
      idle = lending.dispatch(pool);
    } finally {
      monitor.exit();
    }
    if (idle) {
      arbiter.becameIdle(pool);
    }
  }

  /** Queues a job of a worker beyond the bound; false if there is no pool for it. */
  boolean defer(Job<K> job) {
    // (K16) too deep to run inline, refused a slot, not yet queued
    monitor.enter();
    try {
      KeyPool<K> pool = keys.get(job.key());
      if (pool == null || arbiter.isClosed()) {
        return false;
      }
      pool.slots.freeze();
      job.pool(pool);
      lending.enqueue(pool, job);
      return true;
    } finally {
      monitor.exit();
    }
  }

  /**
   * A task waits for a job that may be free, and wants to run it inline, as in {@link #begin}; or
   * that may have a slot, and a worker on its way: if it waits for as long as it takes it runs that
   * as well, as the worker may not come before this one leaves.
   *
   * @param waiter appended if it has to wait for a slot
   * @param isForEver whether it waits for as long as it takes
   * @param elseGetStuck whether it waits for the job if somebody else has it
   */
  Turn beginHelp(
      Job<K> job, Stack<K> stack, Waiter<K> waiter, boolean isForEver, boolean elseGetStuck) {
    monitor.enter();
    try {
      // (K11) nobody else takes the job now
      if (!job.isFree()) {
        if (isForEver && job.tryTakeOver(stack)) {
          return Turn.RUN_IN_ITS_SLOT;
        }
        if (elseGetStuck) {
          guests.getStuck(stack, job);
        }
        return Turn.ELSEWHERE;
      }
      KeyPool<K> pool = keys.get(job.key());
      job.pool(pool);
      if (pool != null && !stack.contains(pool)) {
        if (!pool.belowCapacity()) {
          guests.add(pool, waiter);
          return Turn.WAIT;
        }
        pool.lent++;
      }
      KeyPool<K> unused = take(job);
      return Turn.RUN;
    } finally {
      monitor.exit();
    }
  }

  /**
   * Under the lock: takes a free job out of the queue of its key, or from its submitter, which then
   * goes on as if the job had been admitted.
   *
   * @return its pool if that is idle now
   */
  @Nullable KeyPool<K> take(Job<K> job) {
    KeyPool<K> pool = keys.get(job.key());
    if (pool == null) {
      monitor.endWait(Objects.requireNonNull(job.carrier()), Waiter.State.TAKEN);
      keys.homeless().left(job.key());
      return null;
    }
    guests.take(pool, job);
    return lending.settle(pool) ? pool : null;
  }

  /** Called only by the waiter's thread: gives up; false if it has left otherwise. */
  boolean giveUp(Waiter<K> waiter) {
    monitor.enter();
    try {
      if (waiter.hasLeft()) {
        return false;
      }
      KeyPool<K> pool = waiter.job().pool();
      guests.leave(pool, waiter, Waiter.State.GAVE_UP);
      if (!waiter.job().isFree()) {
        guests.forestall(pool, waiter.job());
      }
      lending.settle(pool);
      return true;
    } finally {
      monitor.exit();
    }
  }

  /** The thread goes on. */
  void unstuck(Stack<K> stack) {
    monitor.enter();
    try {
      guests.getUnstuck(stack);
    } finally {
      monitor.exit();
    }
  }
}
