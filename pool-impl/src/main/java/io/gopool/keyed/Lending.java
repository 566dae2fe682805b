package io.gopool.keyed;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Grants slots: a key's own, and those of the total in turn. All under the lock, but for {@code
 * try...}.
 *
 * <p><b>The bounds.</b> A task needs a slot of its key, and of the total. The total is split in
 * two. {@code reservedPerKey} slots are each key's own, for all {@code maxKeys} keys, those not
 * there yet included; the rest is lent. A key that runs {@code r} tasks holds {@code max(0, r -
 * reservedPerKey)} lent slots: one is taken before {@code running} goes up from {@code
 * reservedPerKey} or more, and given back after it went down to that. So
 *
 * <pre>{@code
 * running over all keys <= maxKeys * reservedPerKey + lent <= totalCapacity
 * }</pre>
 *
 * <p>The bound is strict, and the reserve is a guarantee: a key below it looks at its own word
 * alone. What is held back for keys that do not use it cannot be lent, because a task cannot be
 * taken back from a slot; beyond that nothing is kept for anybody.
 *
 * <p><b>Fairness.</b> A key that could run a task but for the total stands in {@link #line}, once.
 * A slot that comes free goes to the first key in it; if that wants another it goes to the end. And
 * no task takes a lent slot past a line. So between two slots for one key each other key that waits
 * gets one. Within a key tasks are served in the order of their submission.
 *
 * <p>Invariants at the end of a section, but for keys whose word is free:
 *
 * <ol>
 *   <li>A key with demand and below its capacity is in the line, and then the line is not empty
 *       while there is nothing to lend: nobody waits for what is there.
 *   <li>A key that has a queue with room has no waiters.
 *   <li>A key has no guests that it may lend a slot to.
 *   <li>An idle key is among the {@link IdleKeys}.
 * </ol>
 */
final class Lending<K> {

  private final int own;
  private final Monitor<K> monitor;
  private final Guests<K> guests;
  private final IdleKeys<K> idleKeys;
  private final Ending ending;
  private final ArrayDeque<KeyPool<K>> line = new ArrayDeque<>();
  private final LentSlots lent; // frozen while the line is not empty
  private int totalCapacity;

  Lending(
      KeyedConfig config,
      Monitor<K> monitor,
      Guests<K> guests,
      IdleKeys<K> idleKeys,
      Ending ending) {
    this.monitor = monitor;
    this.guests = guests;
    this.idleKeys = idleKeys;
    this.ending = ending;
    own = config.ownSlots();
    totalCapacity = config.totalCapacity();
    lent = new LentSlots(config.hasTotal() ? totalCapacity - config.heldBack() : 0);
  }

  int totalCapacity() {
    return totalCapacity;
  }

  /** Changes the total; grants what that makes room for. */
  void resize(int total) {
    lent.add(total - totalCapacity);
    totalCapacity = total;
    serveLine();
  }

  /**
   * Admits a job of a frozen pool. If it cannot be at once the waiter is appended, if there is one.
   */
  Verdict admit(KeyPool<K> pool, Job<K> job, @Nullable Waiter<K> waiter) {
    Verdict verdict = Verdict.FULL;
    if (!pool.hasDemand() && takeSlot(pool)) {
      verdict = Verdict.STARTED;
    } else if (pool.waiters.isEmpty() && pool.hasRoomInQueue()) {
      pool.enqueue(job);
      verdict = Verdict.QUEUED;
    } else if (waiter != null) {
      pool.waiters.add(waiter);
      waiter.carriesJob();
      verdict = Verdict.WAITING;
    }
    joinLine(pool);
    serveLine();
    settle(pool);
    return verdict;
  }

  /**
   * Queues a job of a frozen pool beyond the bound of the queue. It was refused a slot before that
   * was frozen, so one may be free by now, and nobody else may come to give it.
   */
  void enqueue(KeyPool<K> pool, Job<K> job) {
    pool.enqueue(job);
    // (K17) queued; what came free before is not yet looked at
    boolean unused = dispatch(pool);
  }

  /** Takes a slot if the lock is not needed for that. */
  boolean tryAcquire(KeyPool<K> pool) {
    return pool.slots.tryAcquire(lent);
  }

  /**
   * Gives a slot back if the lock is not needed for that.
   *
   * @return how many tasks of the key still run; -1 if the lock is needed
   */
  int tryRelease(KeyPool<K> pool) {
    return pool.slots.tryRelease();
  }

  /**
   * Gives back the slot of the total that a task had, if it had one, after {@link #tryRelease}.
   *
   * @return false if the lock is needed, for {@link #giveBack}
   */
  boolean tryGiveBack(int left) {
    return left < own || lent.tryGive();
  }

  /** Gives back a slot of the total that was some key's, and grants it to the next. */
  void giveBack() {
    lent.add(1);
    serveLine();
  }

  /**
   * A task has ended: gives its slot of a frozen pool back, and grants what that makes room for.
   *
   * @return whether the pool is idle now
   */
  boolean release(KeyPool<K> pool) {
    pool.slots.release();
    if (pool.slots.running() >= own) {
      lent.add(1);
    }
    return dispatch(pool);
  }

  /** Takes what a task of a frozen pool needs; false if it must wait. */
  private boolean takeSlot(KeyPool<K> pool) {
    if (!pool.belowCapacity() || (pool.slots.running() >= own && !lent.tryTake())) {
      return false;
    }
    pool.slots.acquire();
    return true;
  }

  /**
   * Something of a frozen pool came free, or of the total: grants all that can be.
   *
   * @return whether the pool is idle now
   */
  boolean dispatch(KeyPool<K> pool) {
    guests.serve(pool); // first, because their threads hold slots of their own
    while (pool.hasDemand() && takeSlot(pool)) {
      grantFirst(pool);
    }
    pool.refill(monitor);
    joinLine(pool);
    serveLine();
    return settle(pool);
  }

  private void joinLine(KeyPool<K> pool) {
    if (!pool.inLine && pool.hasDemand() && pool.belowCapacity()) {
      Line.addOrThrow(line, pool);
      pool.inLine = true;
      lent.freeze(); // a slot that came free before this is seen by who serves the line after it
    }
  }

  /** Lends what can be lent to the keys that wait, in turn. */
  private void serveLine() {
    if (line.isEmpty()) {
      return;
    }
    while (lent.areFree() && !line.isEmpty()) {
      KeyPool<K> pool = line.remove();
      pool.inLine = false;
      if (pool.hasDemand() && pool.belowCapacity()) {
        lent.add(-1);
        pool.slots.acquire();
        grantFirst(pool);
        pool.refill(monitor);
        joinLine(pool);
        settle(pool);
      } // else it joins again when it has a slot of its own again
    }
    thawIfNobodyWaits();
  }

  private void thawIfNobodyWaits() {
    if (line.isEmpty()) {
      lent.thaw();
    }
  }

  /** The pool has taken a slot for its first task. */
  private void grantFirst(KeyPool<K> pool) {
    Job<K> job = pool.queue.poll();
    if (job == null) {
      Waiter<K> waiter = Objects.requireNonNull(pool.waiters.poll());
      monitor.endWait(waiter, Waiter.State.ADMITTED);
      job = waiter.job();
      job.pool(pool);
    }
    job.queued(false);
    guests.forestall(pool, job);
    monitor.grant(job);
  }

  /**
   * The last that a section does with a pool: gives its word free if it may be.
   *
   * @return whether the pool is idle
   */
  boolean settle(KeyPool<K> pool) {
    boolean hasDemand = pool.hasDemand();
    if (pool.inLine && !hasDemand) {
      pool.inLine = false;
      line.remove(pool); // or it would come back to an old place
      thawIfNobodyWaits();
    }
    boolean idle = pool.isIdle();
    if (idle) {
      idleKeys.join(pool);
    }
    if (ending.isClosed()) {
      if (idle) {
        ending.arrived(pool);
      }
    } else if (!hasDemand && pool.lent == 0 && pool.guests.isEmpty()) {
      pool.slots.thaw();
    }
    return idle;
  }
}
