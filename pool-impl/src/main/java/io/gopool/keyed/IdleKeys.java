package io.gopool.keyed;

import io.gopool.Ticker;
import java.lang.ref.WeakReference;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle keys, in the order in which they are to be dropped. Under the lock, but for {@link
 * #stamp}.
 *
 * <p>A key that is busy and idle in turn must not come to the lock for that. So a key that comes
 * into use keeps its place in the queue, and is looked at only when it comes first. If it is in use
 * then it leaves, and its {@linkplain KeySlots word} says so: who makes it idle comes to the lock
 * and has it join again. If it is idle, but was used since it joined, it joins again by the time of
 * that. Otherwise no key has been idle for longer. So an idle key is always in the queue, and a use
 * costs at most one look.
 *
 * <p>The keys are looked at when the first is due. With a ticker other than the system's nobody
 * knows when that will be, so they are every {@value #POLL_MILLIS} ms. Once all is shut down they
 * are looked at no more.
 */
final class IdleKeys<K> {

  private static final long POLL_MILLIS = 20;
  private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final KeyedConfig config;
  private final KeyedLog log;
  private final Monitor<K> monitor;
  private final Ending ending;
  private final Runnable expire;
  private final PriorityQueue<KeyPool<K>> queue =
      new PriorityQueue<>((a, b) -> Long.signum(a.joinedIdle - b.joinedIdle));
  private @Nullable Future<?> due; // the next look; null while there is none

  /**
   * Creates one without keys.
   *
   * @param expire drops those that {@linkplain #isFirstDue are due}
   */
  IdleKeys(KeyedConfig config, Monitor<K> monitor, Ending ending, Runnable expire) {
    this.config = config;
    log = new KeyedLog(config);
    this.monitor = monitor;
    this.ending = ending;
    this.expire = expire;
  }

  /** Sets {@link KeyPool#idleSince} to now. */
  void stamp(KeyPool<K> pool) {
    try {
      pool.idleSince = config.ticker().read();
    } catch (Throwable t) { // of the user's; the key counts as idle since the last time
      log.tickerFailed(t);
    }
  }

  /** The pool, whose word is frozen, is idle: it joins unless it is here. */
  void join(KeyPool<K> pool) {
    if (!pool.slots.isListed()) {
      pool.joinedIdle = pool.idleSince;
      queue.add(pool);
      pool.slots.listed(true);
      schedule();
    }
  }

  /** Takes the first out, and freezes its word; null if there is none. */
  @Nullable KeyPool<K> poll() {
    KeyPool<K> first = queue.poll();
    if (first != null) {
      first.slots.freeze();
      first.slots.listed(false);
    }
    return first;
  }

  /** Whether the first, by the time at which it joined, has been idle for long enough. */
  boolean isFirstDue(long now) {
    KeyPool<K> first = queue.peek();
    return first != null && now - first.joinedIdle >= config.idleExpiryNanos();
  }

  // ---- looks
  // -------------------------------------------------------------------------------------

  private void schedule() {
    if (due != null || ending.isClosed() || config.idleExpiryNanos() == Long.MAX_VALUE) {
      return;
    }
    WeakReference<IdleKeys<K>> self = new WeakReference<>(this);
    try {
      Clock.TIMER.prestartCoreThread(); // may fail; later it would, with the look in the queue
      due = Clock.TIMER.schedule(() -> startLook(self), delayNanos(), TimeUnit.NANOSECONDS);
    } catch (Throwable t) {
      // no memory for it: the next key that joins is the next try
    }
  }

  /** All is shut down: there are no more looks, and no timer keeps these keys for one. */
  void cancel() {
    Future<?> next = due;
    if (next != null) {
      next.cancel(/* mayInterruptIfRunning= */ false);
      due = null;
    }
  }

  private long delayNanos() {
    KeyPool<K> first = queue.peek();
    if (first == null || config.ticker() != Ticker.system()) {
      return TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
    }
    long age = config.ticker().read() - first.joinedIdle;
    return Math.max(MIN_DELAY_NANOS, config.idleExpiryNanos() - age);
  }

  private void look() {
    try {
      expire.run();
    } catch (Throwable t) { // of the user's ticker: the next look is the next try
      log.tickerFailed(t);
    } finally {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    monitor.enter();
    try {
      due = null;
      if (!queue.isEmpty()) {
        schedule();
      }
    } finally {
      monitor.exit();
    }
  }

  /** A thread for each look: they are rare, and may start workers. */
  private static <K> void startLook(WeakReference<IdleKeys<K>> self) {
    IdleKeys<K> keys = self.get();
    if (keys == null) {
      return;
    }
    try {
      Thread unused = Thread.ofVirtual().name("gopool-idle-keys").start(keys::look);
    } catch (Throwable t) { // no memory for it: tries again in a moment
      keys.scheduleNext();
    }
  }
}
