package io.gopool.event;

import com.lmax.disruptor.WaitStrategy;
import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.GpmScheduler;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.time.Durations;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rings, and the life of the courier.
 *
 * <p><b>When there is a courier.</b> A source is a pool that is observed and not CLOSED, but one
 * that drains when that begins is none until a task starts; or a scheduler that is observed. With a
 * source there is a courier; without one it stays until the rings are empty. After that a late
 * event (a refusal by the closed pool, a worker's last word) starts another: T1 claims a place in
 * the ring, by a CAS, then reads whether it is a source; T2, the courier, sees that there is no
 * source, then reads the rings' cursors. So either T2 sees the place and stays, or T1 sees that it
 * is no source and calls {@link #publishedByNoSource}, which waits for the lock that T2 holds
 * meanwhile.
 */
final class DefaultEventBus implements EventBus {

  private static final long MAX_LOOK_NANOS = 1_000_000;

  private final BusConfig config;
  private final ThreadFactory threads;
  private final @Nullable ClassLoader contextLoader = // of who builds it
      Thread.currentThread().getContextClassLoader();
  private final WaitStrategy wait;
  private final Lanes lanes;
  private final Recipient[] recipients;
  private final Set<EventType> events; // those that are wanted and that a listener hears of
  private final EnumMap<EventType, LongAdder> dropped = new EnumMap<>(EventType.class);
  private final Watchdog watchdog;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Source> sources = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Object, List<Observation>> attached = new WeakHashMap<>(); // by the observed
  private final Merge merge; // the courier's
  private final Map<String, Integer> sourcesByName = new HashMap<>();
  private volatile String[] names = {}; // by number of the source
  private @Nullable Courier unfinished; // it has gone, and no other one has its batch yet
  private volatile boolean hasSources;
  private volatile @Nullable Courier courier;
  private volatile boolean closed;

  DefaultEventBus(BusConfig config) {
    this(
        config,
        Thread.ofPlatform()
            .daemon()
            .name(config.name())
            .inheritInheritableThreadLocals(false)
            .factory());
  }

  /**
   * @param threads makes event threads
   */
  DefaultEventBus(BusConfig config, ThreadFactory threads) {
    this.config = config;
    this.threads = threads;
    wait = Waits.of(config.waitStrategy());
    recipients = config.listeners().stream().map(Recipient::new).toArray(Recipient[]::new);
    events = Heeded.by(config.listeners());
    events.retainAll(config.events());
    lanes = new Lanes(config.ringSize(), wait, publishes(EventType.TASK_ACCEPTED));
    merge = new Merge(lanes);
    for (EventType type : EventType.values()) {
      dropped.put(type, new LongAdder());
    }
    watchdog = new Watchdog(this, config.patienceNanos());
  }

  /** Returns an event thread that is not started. It is the same whoever needs it. */
  Thread newThread(Courier courier) {
    Thread thread = threads.newThread(courier);
    thread.setContextClassLoader(contextLoader);
    return thread;
  }

  /** Whether listeners are to hear of such events, and one does anything about them. */
  boolean publishes(EventType type) {
    return events.contains(type);
  }

  // ---- publishing: any thread
  // --------------------------------------------------------------------

  /**
   * Publishes an event, or counts it as dropped.
   *
   * @param threadId whose doing it is
   * @param nanos when that was
   * @return whether it was published
   */
  boolean publish(long threadId, int code, Object subject, long nanos) {
    if (closed) {
      return false;
    }
    if (lanes.tryPublish(threadId, code, subject, nanos)) {
      return true;
    }
    count(Codes.type(code)).increment();
    return false;
  }

  private LongAdder count(EventType type) {
    return Objects.requireNonNull(dropped.get(type));
  }

  /** The number of the sources of a name. */
  int source(String name) {
    lock.lock();
    try {
      Integer known = sourcesByName.get(name);
      if (known != null) {
        return known;
      }
      int next = names.length;
      if (next == Codes.MAX_SOURCES) {
        throw new IllegalStateException(
            "the bus '" + config.name() + "' has seen " + next + " names; build another");
      }
      String[] more = Arrays.copyOf(names, next + 1);
      more[next] = name;
      names = more;
      sourcesByName.put(name, next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  // ---- the courier's life
  // ------------------------------------------------------------------------

  @Nullable Courier courier() {
    return courier;
  }

  String[] names() {
    return names;
  }

  Lanes lanes() {
    return lanes;
  }

  Merge merge() {
    return merge;
  }

  WaitStrategy waitStrategy() {
    return wait;
  }

  Recipient[] recipients() {
    return recipients;
  }

  /** How many times a recipient was told of an event. */
  long toldToRecipients() {
    long sum = 0;
    for (Recipient recipient : recipients) {
      sum += recipient.told();
    }
    return sum;
  }

  boolean hasSources() {
    return hasSources;
  }

  /**
   * A pool or a scheduler is observed, or a pool opens again. A worker may tell so late, after the
   * pool was detached.
   */
  void joined(Source source) {
    lock.lock();
    try {
      if (!closed && !source.hasEnded() && sources.add(source)) {
        hasSources = true;
        ensureCourier();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A pool or a scheduler is observed no more. */
  private void detached(Source source) {
    lock.lock();
    try {
      source.end();
      left(source);
    } finally {
      lock.unlock();
    }
  }

  /** A pool has ended; it may open again. */
  void left(Source source) {
    lock.lock();
    try {
      if (sources.remove(source)) {
        source.isSource(false);
        noteSources();
      }
    } finally {
      lock.unlock();
    }
  }

  private void noteSources() {
    hasSources = !sources.isEmpty();
    Courier now = courier;
    if (!hasSources && now != null) {
      now.alert();
    }
  }

  /** Somebody published who is no source. */
  void publishedByNoSource() {
    lock.lock();
    try {
      ensureCourier();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Called under the lock. Where no thread can be started this fails, and the watchdog tries again.
   * If that has no thread either, nobody counts as a source, and the next event is the next try.
   */
  private void ensureCourier() {
    watchdog.start();
    sources.forEach(source -> source.isSource(true));
    if (courier == null) {
      Courier gone = unfinished;
      Courier next =
          gone == null
              ? new Courier(this, new Batch(), 0)
              : new Courier(this, gone.batch().copy(), gone.next());
      next.start();
      unfinished = null;
      courier = next;
    }
  }

  /** Called only by the courier; true if it is to end. */
  boolean tryRetire(Courier self) {
    lock.lock();
    try {
      if (hasSources || lanes.pending() != 0 || courier != self) {
        return false;
      }
      courier = null;
      watchdog.stop();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Called by who has taken over from the courier: its recipient does not return. A log may not
   * return either.
   */
  void giveUp(Courier stuck) {
    Throwable stack = new Throwable("the listener is here");
    stack.setStackTrace(stuck.thread().getStackTrace());
    Runnable report = recipients[stuck.next() - 1].giveUp(stuck.batch(), stack);
    try {
      replace(stuck);
    } finally {
      runApart(report);
    }
  }

  private static void runApart(Runnable report) {
    try {
      Thread unused =
          Thread.ofPlatform()
              .daemon()
              .name("gopool-event-log")
              .inheritInheritableThreadLocals(false)
              .start(report);
    } catch (OutOfMemoryError e) { // no thread
      report.run();
    }
  }

  /** Another courier goes on where this one was. */
  void replace(Courier gone) {
    lock.lock();
    try {
      unfinished = gone;
      courier = null;
      ensureCourier();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody published who is no source and may wait for nothing. */
  void reviveSoon() {
    Watchdog.soon(this::revive);
  }

  /** Tries again to start a courier, if that failed. */
  void revive() {
    lock.lock();
    try {
      if (hasSources || lanes.pending() != 0) {
        ensureCourier();
      } else if (courier == null) {
        watchdog.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- the API
  // -----------------------------------------------------------------------------------

  @Override
  public PoolObserver observer(String pool) {
    return newSource(Objects.requireNonNull(pool, "pool"));
  }

  private BusObserver newSource(String pool) {
    BusObserver source = new BusObserver(this, pool);
    join(source);
    return source;
  }

  private void join(Source source) {
    try {
      joined(source);
    } catch (Throwable t) { // no thread; the caller gets nothing to detach
      detached(source);
      throw t;
    }
    if (closed) {
      throw new IllegalStateException("the bus '" + config.name() + "' is closed; build another");
    }
  }

  @Override
  public Observation attach(WorkerPool pool) {
    List<Observation> parts = new ArrayList<>();
    try {
      for (WorkerPool part : pool instanceof MultiPool many ? many.pools() : List.of(pool)) {
        BusObserver source = newSource(part.name());
        parts.add(() -> detached(source));
        parts.add(part.observe(source));
        if (part.state() != State.OPEN) {
          left(source); // that it is CLOSED may be told to those alone who were there before
        }
      }
    } catch (Throwable t) {
      parts.forEach(Observation::close);
      throw t;
    }
    return remembered(pool, parts);
  }

  @Override
  public Observation attach(GpmScheduler scheduler) {
    SchedulerSource source = new SchedulerSource(this, scheduler.name());
    join(source);
    try {
      return remembered(scheduler, List.of(() -> detached(source), scheduler.observe(source)));
    } catch (Throwable t) {
      detached(source);
      throw t;
    }
  }

  /** Remembered for as long as the observed is: the parts refer to its inside alone. */
  private Observation remembered(Object observed, List<Observation> parts) {
    WeakReference<Object> key = new WeakReference<>(observed);
    Observation all =
        new Observation() {
          @Override
          public void close() {
            parts.reversed().forEach(Observation::close);
            forget(key.get(), this);
          }
        };
    remember(observed, all);
    return all;
  }

  private void remember(Object observed, Observation observation) {
    lock.lock();
    try {
      attached.computeIfAbsent(observed, o -> new ArrayList<>()).add(observation);
    } finally {
      lock.unlock();
    }
    if (closed) {
      observation.close();
    }
  }

  private void forget(@Nullable Object observed, Observation observation) {
    lock.lock();
    try {
      if (observed != null) {
        attached.computeIfPresent(
            observed, (o, all) -> all.remove(observation) && all.isEmpty() ? null : all);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long dropped(EventType type) {
    return count(type).sum();
  }

  @Override
  public long dropped() {
    return dropped.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public long pending() {
    return lanes.pending();
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    return drain(Durations.nanosToWait(timeout, "timeout"));
  }

  private boolean drain(long nanos) throws InterruptedException {
    long[] last = lanes.claimed();
    Courier now = courier;
    if (now != null && now.thread() == Thread.currentThread()) {
      return lanes.isTold(last);
    }
    long start = System.nanoTime();
    long look = 10_000;
    while (!lanes.isTold(last)) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, Math.min(left, look));
      look = Math.min(2 * look, MAX_LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for '" + config.name() + "'");
      }
    }
    return true;
  }

  @Override
  public void close() {
    List<Observation> observations;
    lock.lock();
    try {
      closed = true;
      observations = attached.values().stream().flatMap(List::stream).toList();
    } finally {
      lock.unlock();
    }
    observations.forEach(Observation::close);
    try {
      drain(config.patienceNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      sources.forEach(source -> source.isSource(false));
      sources.clear();
      noteSources();
    } finally {
      lock.unlock();
    }
  }
}
