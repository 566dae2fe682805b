package io.gopool.keyed;

import io.gopool.KeyStats;
import io.gopool.KeyedStats;
import io.gopool.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which task of which key may run. What may run is handed to a {@link Starter}, with no
 * lock held.
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
 * <p><b>Nested use.</b> A task never waits for the total, because it runs inline what there is no
 * slot of the total for. It may wait for a slot of another key that is full, as a {@linkplain
 * KeyPool#guests guest}, and for a job that another thread runs; it is then stuck. Who waits for
 * whom is a graph: a guest for any of the threads that are in tasks of the key, another for the
 * thread that runs its job. A thread goes on if a path leads from it to one that is not stuck. Let
 * no guest of a key wait when none of that key's tasks goes on: it is lent a slot beyond the
 * capacity. Only that a thread gets stuck can take paths away from others, since an end frees a
 * slot, and a guest takes that. So it is enough to search then, and if that thread itself still
 * goes on, so does who waited for it.
 *
 * <p>Invariants when the lock is released, but for keys whose word is free:
 *
 * <ol>
 *   <li>A key with demand and below its capacity is in the line, and then the line is not empty
 *       while there is nothing to lend: nobody waits for what is there.
 *   <li>A key that has a queue with room has no waiters.
 *   <li>A key has no guests that it may lend a slot to.
 *   <li>There are no homeless submitters while a key is idle or there is room for one more. An idle
 *       key's last task left without the lock perhaps: then who released it comes here after it,
 *       see {@link #addIdle}.
 * </ol>
 *
 * <p><b>Locking.</b> Within what is its own a key starts and ends tasks by one CAS on {@link
 * KeySlots}, without the lock, as long as nobody waits. What concerns the line, queues, waiters or
 * the set of keys happens under one lock. Its sections are short and run no foreign code but the
 * keys' {@code equals} and {@code hashCode} and, to find an idle key, the ticker.
 */
final class Arbiter<K> {

  /** What became of a submission. */
  enum Verdict {
    /** It has a slot: the caller starts it. */
    STARTED,
    QUEUED,
    /** The key or the total is full. */
    FULL,
    /** All places for keys are in use. */
    NO_PLACE,
    /** Its waiter was appended. */
    WAITING,
    CLOSED
  }

  /** What becomes of a task that wants to run a job inline. */
  enum Turn {
    /** It does so now. */
    RUN,
    /** Its waiter was appended. */
    WAIT,
    /** Somebody else has the job; the task counts as stuck from here on. */
    ELSEWHERE
  }

  /** Sends a worker with a job that has a slot. Must not fail, and not wait. */
  interface Starter<K> {
    void start(Job<K> job);

    /** The pools are shut down, and nothing is left. */
    void drained();
  }

  private final KeyedConfig config;
  private final Starter<K> starter;
  private final int own;
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentHashMap<K, KeyPool<K>> pools = new ConcurrentHashMap<>();
  private final IdleKeys<K> idleKeys;

  // All below under the lock; what is volatile is read without it too.

  private final ArrayDeque<KeyPool<K>> line = new ArrayDeque<>();
  private int unlent; // below zero after a shrink, until enough have come back
  private int capacityPerKey;
  private int totalCapacity;
  private final Set<KeyPool<K>> hosts = new LinkedHashSet<>(); // those with guests, and some more
  private final LinkedHashMap<K, Line<Waiter<K>>> homeless = new LinkedHashMap<>();
  private final AtomicInteger homelessCount = new AtomicInteger();
  private @Nullable Job<K> granted; // a list of what the current section granted
  private @Nullable Job<K> lastGranted;
  private volatile boolean closed;
  private int awaited; // pools in use, once closed
  private final Tally gone = new Tally();
  private long created;
  private long expired;
  private long displaced;

  Arbiter(KeyedConfig config, Starter<K> starter) {
    this.config = config;
    this.starter = starter;
    own = config.ownSlots();
    capacityPerKey = config.capacityPerKey();
    totalCapacity = config.totalCapacity();
    unlent = config.hasTotal() ? totalCapacity - config.heldBack() : 0;
    idleKeys = new IdleKeys<>(config, this::expire);
  }

  /** Returns the key's pool as it is at the moment. */
  @Nullable KeyPool<K> pool(K key) {
    return pools.get(key);
  }

  // ---- submission
  // --------------------------------------------------------------------------------

  /** Takes a slot if the lock is not needed for it; the caller then starts the job. */
  boolean tryStart(Job<K> job) {
    KeyPool<K> pool = pools.get(job.key());
    if (pool == null || !pool.slots.tryAcquire()) {
      return false;
    }
    job.pool(pool);
    return true;
  }

  /** Admits the job at once; otherwise appends the waiter, if there is one. */
  Verdict admit(Job<K> job, @Nullable Waiter<K> waiter) {
    lock.lock();
    try {
      if (closed) {
        return Verdict.CLOSED;
      }
      KeyPool<K> pool = pools.get(job.key());
      return pool == null ? admitNew(job, waiter) : admit(pool, job, waiter);
    } finally {
      lock.unlock();
    }
  }

  private Verdict admitNew(Job<K> job, @Nullable Waiter<K> waiter) {
    homelessCount.incrementAndGet(); // before the look, see addIdle
    KeyPool<K> pool = homeless.isEmpty() && makePlace() ? create(job.key()) : null;
    if (pool == null && waiter != null) {
      homeless.computeIfAbsent(job.key(), k -> new Line<>()).add(waiter);
      return Verdict.WAITING;
    }
    homelessCount.decrementAndGet();
    return pool == null ? Verdict.NO_PLACE : admit(pool, job, waiter);
  }

  private Verdict admit(KeyPool<K> pool, Job<K> job, @Nullable Waiter<K> waiter) {
    pool.slots.freeze();
    job.pool(pool);
    Verdict verdict = Verdict.FULL;
    if (!pool.hasDemand() && takeSlot(pool)) {
      verdict = Verdict.STARTED;
    } else if (pool.waiters.isEmpty() && pool.queue.size() < config.queueCapacityPerKey()) {
      enqueue(pool, job);
      verdict = Verdict.QUEUED;
    } else if (waiter != null) {
      pool.waiters.add(waiter);
      verdict = Verdict.WAITING;
    }
    joinLine(pool);
    settle(pool);
    return verdict;
  }

  /** A submission was refused. */
  void rejected(K key) {
    lock.lock();
    try {
      tallyOf(key).rejected.increment();
    } finally {
      lock.unlock();
    }
  }

  /** A task ran outside of all bounds: in a submitter that is no worker, or without a pool. */
  void ranOutside(K key, boolean wasCancelled, boolean threw) {
    lock.lock();
    try {
      tallyOf(key).ran(wasCancelled, threw);
    } finally {
      lock.unlock();
    }
  }

  private Tally tallyOf(K key) {
    KeyPool<K> pool = pools.get(key);
    return pool == null ? gone : pool.tally;
  }

  /**
   * Called only by the waiter's thread: gives up.
   *
   * @return false if it was admitted or sent away instead
   */
  boolean giveUp(Waiter<K> waiter) {
    KeyPool<K> idle = null;
    lock.lock();
    try {
      if (waiter.hasLeft()) {
        return false;
      }
      waiter.leave(Waiter.State.GAVE_UP);
      KeyPool<K> pool = pools.get(waiter.job().key());
      if (pool == null) {
        leaveHomeless(waiter.job().key());
      } else {
        pool.waiters.left();
        idle = settle(pool) ? pool : null;
      }
    } finally {
      lock.unlock();
    }
    if (idle != null) {
      becameIdle(idle);
    }
    return true;
  }

  // ---- the end of a task
  // -------------------------------------------------------------------------

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
    int left = pool.slots.tryRelease();
    if (left > 0) {
      return null;
    }
    Job<K> next = null;
    boolean idle = left == 0;
    if (left < 0) {
      lock.lock();
      try {
        pool.slots.freeze();
        pool.slots.release();
        if (pool.slots.running() >= own) {
          unlent++;
        }
        idle = dispatch(pool);
        next = takeGranted();
      } finally {
        lock.unlock();
      }
    }
    if (idle) {
      if (!perhapsLast) {
        idleKeys.stamp(pool); // several ended at once
      }
      addIdle(pool);
    }
    if (next != null) {
      start(next.next());
      next.next(null);
    }
    return next;
  }

  /**
   * A key's last task has ended. If submitters of other keys wait for a place they get this one.
   *
   * <p>T1 makes the key idle, and then reads {@link #homelessCount}; T2, who found no place, has
   * raised that before it looked for idle keys. So either T1 sees T2, or T2 saw T1's key.
   */
  private void addIdle(KeyPool<K> pool) {
    idleKeys.add(pool);
    if (homelessCount.get() > 0) {
      Job<K> jobs;
      lock.lock();
      try {
        serveHomeless();
        jobs = takeGranted();
      } finally {
        lock.unlock();
      }
      start(jobs);
    }
    if (closed) {
      endIfDrained();
    }
  }

  /** Something else than the end of a task made the key idle. */
  private void becameIdle(KeyPool<K> pool) {
    idleKeys.stamp(pool);
    addIdle(pool);
  }

  private void start(@Nullable Job<K> jobs) {
    Job<K> job = jobs;
    while (job != null) {
      Job<K> next = job.next();
      job.next(null);
      starter.start(job);
      job = next;
    }
  }

  // ---- tasks that are run by who waits for them, or are cancelled
  // ---------------------------------

  /**
   * A task wants to run a new job inline. That needs no slot of the total, as the thread has one,
   * and none of its key if that is among the thread's own; otherwise it is lent one.
   *
   * @param waiter appended if it has to wait; null to run it in any case
   */
  Turn beginInline(Job<K> job, Stack<K> stack, @Nullable Waiter<K> waiter) {
    lock.lock();
    try {
      KeyPool<K> pool = pools.get(job.key());
      if (pool == null && !closed && homeless.isEmpty() && makePlace()) {
        pool = create(job.key());
      }
      job.pool(pool); // an earlier refusal may have left another
      if (pool == null || stack.contains(pool)) {
        return Turn.RUN;
      }
      pool.slots.freeze();
      if (waiter != null && !pool.belowCapacity()) {
        becomeGuest(pool, waiter);
        return Turn.WAIT;
      }
      pool.lent++;
      return Turn.RUN;
    } finally {
      lock.unlock();
    }
  }

  /** A task that was lent a slot has ended. */
  void endLent(KeyPool<K> pool) {
    Job<K> jobs;
    boolean idle;
    lock.lock();
    try {
      pool.lent--;
      idle = dispatch(pool);
      jobs = takeGranted();
    } finally {
      lock.unlock();
    }
    if (idle) {
      becameIdle(pool);
    }
    start(jobs);
  }

  /** Queues a job of a worker beyond the bound; false if there is no pool for it. */
  boolean defer(Job<K> job) {
    lock.lock();
    try {
      KeyPool<K> pool = pools.get(job.key());
      if (pool == null || closed) {
        return false;
      }
      pool.slots.freeze();
      job.pool(pool);
      enqueue(pool, job);
      joinLine(pool);
      settle(pool);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A task waits for a job that may be queued, and wants to run it inline, as in {@link
   * #beginInline}.
   *
   * @param waiter appended if it has to wait for a slot
   */
  Turn beginHelp(Job<K> job, Stack<K> stack, Waiter<K> waiter) {
    lock.lock();
    try {
      if (!job.isQueued()) {
        getStuck(stack, job);
        return Turn.ELSEWHERE;
      }
      KeyPool<K> pool = job.pool();
      if (!stack.contains(pool)) {
        if (!pool.belowCapacity()) {
          becomeGuest(pool, waiter);
          return Turn.WAIT;
        }
        pool.lent++;
      }
      leaveQueue(pool, job);
      settle(pool);
      return Turn.RUN;
    } finally {
      lock.unlock();
    }
  }

  /** Called only by the waiter's thread: gives up; false if it has left otherwise. */
  boolean giveUpInline(Waiter<K> waiter) {
    lock.lock();
    try {
      if (waiter.hasLeft()) {
        return false;
      }
      KeyPool<K> pool = waiter.job().pool();
      leaveGuests(pool, waiter, Waiter.State.GAVE_UP);
      settle(pool);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The thread goes on. */
  void unstuck(Stack<K> stack) {
    lock.lock();
    try {
      getUnstuck(stack);
    } finally {
      lock.unlock();
    }
  }

  private void becomeGuest(KeyPool<K> pool, Waiter<K> waiter) {
    pool.guests.add(waiter);
    hosts.add(pool);
    getStuck(waiter.stack(), pool);
  }

  private void getStuck(Stack<K> stack, Awaited awaited) {
    stack.awaited = awaited;
    for (KeyPool<K> pool : stack.pools()) {
      pool.stuck.add(stack);
    }
    if (!goesOn(List.of(stack))) { // then perhaps others do not either, who waited for this one
      hosts.removeIf(pool -> pool.guests.isEmpty());
      List.copyOf(hosts).forEach(this::serveGuests);
    }
  }

  private void getUnstuck(Stack<K> stack) {
    stack.awaited = null;
    for (KeyPool<K> pool : stack.pools()) {
      pool.stuck.remove(stack);
    }
  }

  private void serveGuests(KeyPool<K> pool) {
    while (!pool.guests.isEmpty()
        && (pool.belowCapacity() || !(pool.hasActive() || goesOn(pool.stuck)))) {
      Waiter<K> waiter = Objects.requireNonNull(pool.guests.poll());
      pool.lent++;
      getUnstuck(waiter.stack());
      waiter.leave(Waiter.State.ADMITTED);
      if (waiter.job().isQueued()) {
        leaveQueue(pool, waiter.job());
      }
    }
  }

  /** Whether any of these will go on: waits in the end for somebody who does. */
  private boolean goesOn(List<Stack<K>> stacks) {
    Set<Stack<K>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Stack<K>> next = new ArrayDeque<>(stacks);
    for (Stack<K> stack = next.poll(); stack != null; stack = next.poll()) {
      if (!seen.add(stack)) {
        continue;
      }
      Awaited awaited = stack.awaited;
      if (awaited == null || goesOn(awaited, next)) {
        return true;
      }
    }
    return false;
  }

  /** Whether what is awaited goes on by itself; if not, adds those that it waits for in turn. */
  @SuppressWarnings("unchecked") // what tasks of these pools wait for is of these pools
  private boolean goesOn(Awaited awaited, ArrayDeque<Stack<K>> next) {
    return switch (awaited) {
      case KeyPool<?> pool -> {
        next.addAll(((KeyPool<K>) pool).stuck);
        yield pool.hasActive();
      }
      case Job<?> job -> {
        if (job.isDone()) {
          yield true;
        }
        if (job.isQueued()) {
          yield goesOn(job.pool(), next);
        }
        Stack<K> runner = ((Job<K>) job).runner();
        if (runner != null) {
          next.add(runner);
        }
        yield runner == null;
      }
    };
  }

  private void leaveGuests(KeyPool<K> pool, Waiter<K> waiter, Waiter.State to) {
    waiter.leave(to);
    pool.guests.left();
    getUnstuck(waiter.stack());
  }

  /**
   * The future of the job was cancelled.
   *
   * @return false if it was not queued any more
   */
  boolean takeCancelled(Job<K> job) {
    KeyPool<K> pool = job.pool();
    boolean idle;
    lock.lock();
    try {
      if (!job.isQueued()) {
        return false;
      }
      pool.tally.cancelled.increment();
      leaveQueue(pool, job);
      idle = settle(pool);
    } finally {
      lock.unlock();
    }
    if (idle) {
      becameIdle(pool);
    }
    return true;
  }

  private void leaveQueue(KeyPool<K> pool, Job<K> job) {
    job.queued(false);
    pool.queue.left();
    leftQueue(pool, job);
    refill(pool);
  }

  /** Others that wait to run the job have waited in vain. */
  private void leftQueue(KeyPool<K> pool, Job<K> job) {
    pool.guests.forEach(
        waiter -> waiter.job() == job,
        waiter -> leaveGuests(pool, waiter, Waiter.State.FORESTALLED));
  }

  // ---- granting, under the lock
  // ------------------------------------------------------------------

  /** Takes what a task of a frozen pool needs; false if it must wait. */
  private boolean takeSlot(KeyPool<K> pool) {
    if (!pool.belowCapacity()) {
      return false;
    }
    if (pool.slots.running() >= own) {
      if (unlent <= 0 || !line.isEmpty()) {
        return false;
      }
      unlent--;
    }
    pool.slots.acquire();
    return true;
  }

  /**
   * Something of a frozen pool came free, or of the total: grants all that can be.
   *
   * @return whether the pool is idle now
   */
  private boolean dispatch(KeyPool<K> pool) {
    serveGuests(pool); // first, because their threads hold slots of their own
    while (pool.hasDemand() && takeSlot(pool)) {
      grantFirst(pool);
    }
    refill(pool);
    joinLine(pool);
    serveLine();
    return settle(pool);
  }

  private void joinLine(KeyPool<K> pool) {
    if (!pool.inLine && pool.hasDemand() && pool.belowCapacity()) {
      pool.inLine = true;
      line.add(pool);
    }
  }

  /** Lends what can be lent to the keys that wait, in turn. */
  private void serveLine() {
    while (unlent > 0 && !line.isEmpty()) {
      KeyPool<K> pool = line.remove();
      pool.inLine = false;
      if (pool.hasDemand() && pool.belowCapacity()) {
        unlent--;
        pool.slots.acquire();
        grantFirst(pool);
        refill(pool);
        joinLine(pool);
        settle(pool);
      } // else it joins again when it has a slot of its own again
    }
  }

  /** The pool has taken a slot for its first task. */
  private void grantFirst(KeyPool<K> pool) {
    Job<K> job = pool.queue.poll();
    if (job == null) {
      Waiter<K> waiter = Objects.requireNonNull(pool.waiters.poll());
      waiter.leave(Waiter.State.ADMITTED);
      job = waiter.job();
      job.pool(pool);
    }
    job.queued(false);
    leftQueue(pool, job);
    if (lastGranted == null) {
      granted = job;
    } else {
      lastGranted.next(job);
    }
    lastGranted = job;
  }

  private void refill(KeyPool<K> pool) {
    while (!pool.waiters.isEmpty() && pool.queue.size() < config.queueCapacityPerKey()) {
      Waiter<K> waiter = Objects.requireNonNull(pool.waiters.poll());
      waiter.job().pool(pool);
      enqueue(pool, waiter.job());
      waiter.leave(Waiter.State.ADMITTED);
    }
  }

  private static <K> void enqueue(KeyPool<K> pool, Job<K> job) {
    job.queued(true);
    pool.queue.add(job);
  }

  private @Nullable Job<K> takeGranted() {
    Job<K> jobs = granted;
    granted = null;
    lastGranted = null;
    return jobs;
  }

  /**
   * The last that a section does with a pool: gives its word free if it may be.
   *
   * @return whether the pool is idle
   */
  private boolean settle(KeyPool<K> pool) {
    boolean hasDemand = pool.hasDemand();
    if (pool.inLine && !hasDemand) {
      pool.inLine = false;
      line.remove(pool); // or it would come back to an old place
    }
    boolean idle = pool.isIdle();
    if (closed) {
      if (idle && pool.awaited) {
        pool.awaited = false;
        awaited--;
      }
    } else if (!hasDemand && pool.lent == 0 && pool.guests.isEmpty()) {
      pool.slots.thaw();
    }
    return idle;
  }

  // ---- the set of keys, under the lock
  // -----------------------------------------------------------

  private KeyPool<K> create(K key) {
    KeyPool<K> pool = new KeyPool<>(key, capacityPerKey, own);
    pools.put(key, pool);
    created++;
    return pool;
  }

  private boolean makePlace() {
    return pools.size() < config.maxKeys() || displace();
  }

  /** Drops the pool of an idle key, of about the longest idle one; false if there is none. */
  private boolean displace() {
    for (; ; ) {
      KeyPool<K> victim = idleKeys.findOldest(this::isIdle);
      if (victim == null) {
        return false;
      }
      if (tryRetire(victim)) {
        displaced++;
        idleKeys.remove(victim);
        return true;
      } // else it was just taken into use
    }
  }

  private boolean isIdle(KeyPool<K> pool) {
    return pool.isIdle() && !pool.slots.isRetired();
  }

  private boolean tryRetire(KeyPool<K> pool) {
    pool.slots.freeze();
    if (!isIdle(pool)) {
      settle(pool);
      return false;
    }
    pool.slots.retire();
    pools.remove(pool.key);
    gone.add(pool.tally);
    return true;
  }

  private void serveHomeless() {
    while (!homeless.isEmpty() && makePlace()) {
      Map.Entry<K, Line<Waiter<K>>> first = homeless.entrySet().iterator().next();
      homeless.remove(first.getKey());
      homelessCount.addAndGet(-first.getValue().size());
      KeyPool<K> pool = create(first.getKey());
      pool.slots.freeze();
      pool.waiters = first.getValue();
      dispatch(pool);
    }
  }

  private void leaveHomeless(K key) {
    Line<Waiter<K>> waiters = Objects.requireNonNull(homeless.get(key));
    waiters.left();
    homelessCount.decrementAndGet();
    if (waiters.isEmpty()) {
      homeless.remove(key);
    }
  }

  /** The pool's key was to be looked at now; called without the lock. */
  void expire(KeyPool<K> pool) {
    long age = config.ticker().read() - pool.idleSince;
    if (pool.slots.isRetired()) {
      return;
    }
    Job<K> jobs = null;
    lock.lock();
    try {
      if (!isIdle(pool)) {
        return; // whoever makes it idle has it looked at again
      }
      if (age >= config.idleExpiryNanos() && tryRetire(pool)) {
        expired++;
        serveHomeless();
        jobs = takeGranted();
      }
    } finally {
      lock.unlock();
    }
    if (!pool.slots.isRetired()) {
      idleKeys.add(pool); // was used meanwhile
    }
    start(jobs);
  }

  // ---- size
  // --------------------------------------------------------------------------------------

  void resize(int capacity) {
    Job<K> jobs;
    lock.lock();
    try {
      capacityPerKey = capacity;
      for (KeyPool<K> pool : pools.values()) {
        resize(pool, capacity);
      }
      jobs = takeGranted();
    } finally {
      lock.unlock();
    }
    start(jobs);
  }

  boolean resize(K key, int capacity) {
    Job<K> jobs;
    lock.lock();
    try {
      KeyPool<K> pool = pools.get(key);
      if (pool == null) {
        return false;
      }
      resize(pool, capacity);
      jobs = takeGranted();
    } finally {
      lock.unlock();
    }
    start(jobs);
    return true;
  }

  private void resize(KeyPool<K> pool, int capacity) {
    pool.slots.freeze();
    pool.slots.capacity(capacity);
    dispatch(pool);
  }

  void resizeTotal(int total) {
    Job<K> jobs;
    lock.lock();
    try {
      unlent += total - totalCapacity;
      totalCapacity = total;
      serveLine();
      jobs = takeGranted();
    } finally {
      lock.unlock();
    }
    start(jobs);
  }

  // ---- counts
  // ------------------------------------------------------------------------------------

  Set<K> keys() {
    return Set.copyOf(pools.keySet());
  }

  @Nullable KeyStats stats(K key) {
    lock.lock();
    try {
      KeyPool<K> pool = pools.get(key);
      return pool == null ? null : pool.stats();
    } finally {
      lock.unlock();
    }
  }

  Map<K, KeyStats> statsPerKey() {
    lock.lock();
    try {
      Map<K, KeyStats> all = new HashMap<>();
      pools.forEach((key, pool) -> all.put(key, pool.stats()));
      return all;
    } finally {
      lock.unlock();
    }
  }

  KeyedStats stats(State state) {
    lock.lock();
    try {
      Sums sums = new Sums(gone);
      pools.values().forEach(pool -> sums.add(pool.stats()));
      return new KeyedStats(
          config.name(),
          state,
          pools.size(),
          config.maxKeys(),
          capacityPerKey,
          totalCapacity,
          config.reservedPerKey(),
          sums.running,
          sums.queued,
          sums.waiting + homelessCount.get(),
          sums.submitted,
          sums.completed,
          sums.failed,
          sums.cancelled,
          sums.rejected,
          created,
          expired,
          displaced);
    } finally {
      lock.unlock();
    }
  }

  /** For messages. */
  String countsText() {
    lock.lock();
    try {
      int running = 0;
      for (KeyPool<K> pool : pools.values()) {
        running += pool.slots.running() + pool.lent;
      }
      return "keys="
          + pools.size()
          + " maxKeys="
          + config.maxKeys()
          + " running="
          + running
          + (config.hasTotal() ? " totalCapacity=" + totalCapacity : "");
    } finally {
      lock.unlock();
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

  // ---- the end
  // -----------------------------------------------------------------------------------

  boolean isClosed() {
    return closed;
  }

  /** Admits nothing more; from here on each end of a task comes to the lock, and is noticed. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        pools.values().forEach(this::close);
        homeless.values().forEach(Arbiter::sendAway);
        homeless.clear();
        homelessCount.set(0);
      }
    } finally {
      lock.unlock();
    }
    endIfDrained();
  }

  private void close(KeyPool<K> pool) {
    pool.slots.freeze();
    sendAway(pool.waiters);
    pool.guests.forEach(
        waiter -> !waiter.job().isQueued(),
        waiter -> leaveGuests(pool, waiter, Waiter.State.CLOSED));
    pool.awaited = true;
    awaited++;
    settle(pool);
  }

  private static <K> void sendAway(Line<Waiter<K>> waiters) {
    for (Waiter<K> w = waiters.poll(); w != null; w = waiters.poll()) {
      w.leave(Waiter.State.CLOSED);
    }
  }

  /** Takes all that is queued, once closed. */
  List<Job<K>> takeQueued() {
    List<Job<K>> taken = new ArrayList<>();
    lock.lock();
    try {
      for (KeyPool<K> pool : pools.values()) {
        for (Job<K> job = pool.queue.poll(); job != null; job = pool.queue.poll()) {
          job.queued(false);
          leftQueue(pool, job);
          pool.tally.cancelled.increment();
          taken.add(job);
        }
        settle(pool);
      }
    } finally {
      lock.unlock();
    }
    endIfDrained();
    return taken;
  }

  private void endIfDrained() {
    lock.lock();
    try {
      if (awaited > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    starter.drained();
  }
}
