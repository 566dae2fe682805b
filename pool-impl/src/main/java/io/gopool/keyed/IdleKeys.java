package io.gopool.keyed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.gopool.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that went idle, in the order in which they are to be looked at.
 *
 * <p>Caffeine keeps not the pools but a ticket for each: it could not be kept from evicting a pool
 * that has just come into use. A key that goes idle gets a ticket unless it has one, so a key that
 * is busy and idle in turn pays for one only once in a while. When the ticket expires the key is
 * looked at: one that is in use gets its next ticket when it goes idle, one that was used meanwhile
 * gets one for the rest of its time, and one that was not is dropped.
 *
 * <p>T1 makes a key idle, and then reads {@link KeyPool#ticketed}; T2, for whom the ticket has
 * expired, sets that to false, and then looks whether the key is idle. So either T1 makes a new
 * ticket, or T2 sees an idle key.
 *
 * <p>Tickets that expired are collected while Caffeine holds its lock, and looked at when it does
 * not. Caffeine's timers are late by about a second at most, and never early. The look is due when
 * the first ticket expires. With a ticker other than the system's nobody knows when that will be,
 * so it is every {@value #POLL_MILLIS} ms.
 */
final class IdleKeys<K> {

  private static final Logger LOG = System.getLogger("io.gopool");

  private static final long POLL_MILLIS = 20;
  private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How many candidates are compared to find the longest idle key. */
  private static final int CANDIDATES = 16;

  private final KeyedConfig config;
  private final Consumer<KeyPool<K>> expired;
  private final Cache<KeyPool<K>, Long> tickets;
  private final Policy.VarExpiration<KeyPool<K>, Long> order;
  private final Queue<KeyPool<K>> due = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /**
   * Creates one without keys.
   *
   * @param expired is told of each key whose ticket has expired
   */
  IdleKeys(KeyedConfig config, Consumer<KeyPool<K>> expired) {
    this.config = config;
    this.expired = expired;
    Ticker ticker = config.ticker();
    tickets =
        Caffeine.newBuilder()
            .ticker(ticker::read)
            .executor(Runnable::run)
            .expireAfter(Expiry.<KeyPool<K>, Long>writing((pool, nanos) -> Duration.ofNanos(nanos)))
            .removalListener(this::ticketLeft)
            .build();
    order = tickets.policy().expireVariably().orElseThrow();
  }

  private void ticketLeft(@Nullable KeyPool<K> pool, @Nullable Long nanos, RemovalCause cause) {
    if (cause.wasEvicted() && pool != null) {
      due.add(pool);
    }
  }

  /** Throws {@link NoClassDefFoundError} if Caffeine is not there. */
  static void requireLibrary() {
    Scheduler unused = Scheduler.disabledScheduler();
  }

  /** A key went idle, at {@link KeyPool#idleSince}. */
  void add(KeyPool<K> pool) {
    if (pool.ticketed || !pool.tryTicket()) {
      return;
    }
    try {
      long left = config.idleExpiryNanos();
      if (left != Long.MAX_VALUE) {
        left = Math.max(1, left - (config.ticker().read() - pool.idleSince));
      }
      tickets.put(pool, left);
      schedule();
    } catch (Throwable t) { // of the user's ticker; the next time the key goes idle is the next try
      pool.ticketed = false;
      failed(t);
    }
  }

  /** Sets {@link KeyPool#idleSince} to now. */
  void stamp(KeyPool<K> pool) {
    try {
      pool.idleSince = config.ticker().read();
    } catch (Throwable t) { // of the user's; the key counts as idle since the last time
      failed(t);
    }
  }

  private void failed(Throwable t) {
    LOG.log(Level.WARNING, () -> "the ticker of '" + config.name() + "' failed", t);
  }

  /** The pool was dropped. */
  void remove(KeyPool<K> pool) {
    tickets.invalidate(pool);
  }

  /**
   * Returns a key that went idle about the longest ago of those that qualify; null if none does.
   */
  @Nullable KeyPool<K> findOldest(Predicate<KeyPool<K>> qualifies) {
    try {
      return order.oldest(entries -> oldest(entries.map(e -> e.getKey()).filter(qualifies)));
    } catch (Throwable t) { // of the user's ticker
      failed(t);
      return null;
    }
  }

  private @Nullable KeyPool<K> oldest(Stream<KeyPool<K>> idle) {
    List<KeyPool<K>> candidates = idle.limit(CANDIDATES).toList();
    KeyPool<K> best = null;
    for (KeyPool<K> pool : candidates) {
      if (best == null || pool.idleSince - best.idleSince < 0) {
        best = pool;
      }
    }
    return best;
  }

  // ---- looks
  // -------------------------------------------------------------------------------------

  private void schedule() {
    if (config.idleExpiryNanos() == Long.MAX_VALUE || !scheduled.compareAndSet(false, true)) {
      return;
    }
    WeakReference<IdleKeys<K>> self = new WeakReference<>(this);
    Runnable look =
        () -> {
          IdleKeys<K> keys = self.get();
          if (keys != null) {
            keys.lookAndSchedule();
          }
        };
    var unused =
        Scheduler.systemScheduler()
            .schedule(VirtualThreads.INSTANCE, look, delayNanos(), TimeUnit.NANOSECONDS);
  }

  private long delayNanos() {
    if (config.ticker() != Ticker.system()) {
      return TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
    }
    Duration first =
        order.oldest(
            entries ->
                entries
                    .findFirst()
                    .map(e -> e.expiresAfter())
                    .orElse(Duration.ofNanos(config.idleExpiryNanos())));
    return Math.max(MIN_DELAY_NANOS, first.toNanos());
  }

  private void lookAndSchedule() {
    try {
      look();
    } catch (Throwable t) { // of the user's ticker: the next look is the next try
      failed(t);
    } finally {
      scheduled.set(false);
      if (tickets.estimatedSize() > 0) { // after the line above: who adds one looks at it later
        schedule();
      }
    }
  }

  /** Looks at the keys whose tickets have expired. */
  private void look() {
    tickets.cleanUp();
    for (KeyPool<K> pool = due.poll(); pool != null; pool = due.poll()) {
      pool.ticketed = false;
      expired.accept(pool);
    }
  }

  /** A thread for each look: they are rare, and may start workers. */
  private enum VirtualThreads implements Executor {
    INSTANCE;

    @Override
    public void execute(Runnable look) {
      Thread unused = Thread.ofVirtual().name("gopool-idle-keys").start(look);
    }
  }
}
