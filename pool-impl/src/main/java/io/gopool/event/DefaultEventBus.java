package io.gopool.event;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The ring, and the life of its courier.
 *
 * <p><b>When there is a courier.</b> A source is a pool that is observed and not CLOSED. With a
 * source there is a courier; without one it stays until the ring is empty. After that a late event
 * (a refusal by the closed pool, a worker's last word) starts another: T1 claims a place in the
 * ring, by a CAS, then reads whether it is a source; T2, the courier, sees that there is no source,
 * then reads the ring's cursor. So either T2 sees the place and stays, or T1 sees that it is no
 * source and calls {@link #publishedByNoSource}, which waits for the lock that T2 holds meanwhile.
 */
final class DefaultEventBus implements EventBus {

  private static final long MAX_LOOK_NANOS = 1_000_000;

  /** What {@link #claim} answers if there is no place. */
  static final long NOTHING = -1;

  private final BusConfig config;
  private final RingBuffer<Slot> ring;
  private final Recipient[] recipients;
  private final Sequence told = new Sequence(); // the last event that all recipients know
  private final EnumMap<EventType, LongAdder> dropped = new EnumMap<>(EventType.class);
  private final Watchdog watchdog;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<BusObserver> sources = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Observation> attached = Collections.newSetFromMap(new IdentityHashMap<>());
  private int resumeAt; // the recipient who is next to be told of the next event
  private volatile boolean hasSources;
  private volatile @Nullable Courier courier;
  private volatile boolean closed;

  DefaultEventBus(BusConfig config) {
    this.config = config;
    ring =
        RingBuffer.createMultiProducer(
            Slot::new, config.ringSize(), Waits.of(config.waitStrategy()));
    ring.addGatingSequences(told);
    recipients = config.listeners().stream().map(Recipient::new).toArray(Recipient[]::new);
    for (EventType type : EventType.values()) {
      dropped.put(type, new LongAdder());
    }
    watchdog = new Watchdog(this, config.patienceNanos());
  }

  String threadName() {
    return config.name();
  }

  boolean publishes(EventType type) {
    return config.events().contains(type);
  }

  // ---- publishing: any thread
  // --------------------------------------------------------------------

  /** Claims a place for an event, or counts it as dropped. */
  long claim(EventType type) {
    if (closed) {
      return NOTHING;
    }
    if (ring.hasAvailableCapacity(1)) { // first, as it is faster than the exception
      try {
        return ring.tryNext();
      } catch (InsufficientCapacityException e) {
        // others were faster
      }
    }
    count(type).increment();
    return NOTHING;
  }

  Slot slot(long sequence) {
    return ring.get(sequence);
  }

  void publish(long claimed) {
    ring.publish(claimed);
  }

  private LongAdder count(EventType type) {
    return Objects.requireNonNull(dropped.get(type));
  }

  // ---- the courier's life
  // ------------------------------------------------------------------------

  @Nullable Courier courier() {
    return courier;
  }

  boolean hasSources() {
    return hasSources;
  }

  /** A pool is observed, or opens again. */
  void joined(BusObserver source) {
    lock.lock();
    try {
      if (!closed && sources.add(source)) {
        source.isSource(true);
        hasSources = true;
        ensureCourier();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A pool has ended, or is observed no more. */
  void left(BusObserver source) {
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

  /** Called under the lock. */
  private void ensureCourier() {
    if (courier == null) {
      Courier next = new Courier(this, ring.newBarrier(), recipients, told.get() + 1, resumeAt);
      next.start();
      resumeAt = 0;
      courier = next;
      watchdog.start();
    }
  }

  /** Called only by the courier; true if it is to end. */
  boolean tryRetire(Courier self) {
    lock.lock();
    try {
      if (hasSources || pending() != 0 || courier != self) {
        return false;
      }
      courier = null;
      watchdog.stop();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Called only by the courier, after the event was told to all. */
  void told(long sequence) {
    told.set(sequence);
  }

  /** Called by who has taken over from the courier: its recipient does not return. */
  void giveUp(Courier stuck) {
    Throwable stack = new Throwable("the listener is here");
    stack.setStackTrace(stuck.thread().getStackTrace());
    recipients[stuck.recipient()].giveUp(slot(told.get() + 1).type(), stack);
    replace(stuck);
  }

  /** Another courier goes on behind the recipient that this one was at. */
  void replace(Courier gone) {
    lock.lock();
    try {
      resumeAt = gone.recipient() + 1;
      courier = null;
      ensureCourier();
    } finally {
      lock.unlock();
    }
  }

  /** Tries again to start a courier, if that failed. */
  void revive() {
    lock.lock();
    try {
      if (hasSources || pending() != 0) {
        ensureCourier();
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
    joined(source);
    if (closed) {
      throw new IllegalStateException("the bus '" + config.name() + "' is closed; build another");
    }
    return source;
  }

  @Override
  public Observation attach(WorkerPool pool) {
    List<Observation> parts = new ArrayList<>();
    try {
      for (WorkerPool part : pool instanceof MultiPool many ? many.pools() : List.of(pool)) {
        BusObserver source = newSource(part.name());
        parts.add(() -> left(source));
        parts.add(part.observe(source));
        if (part.state() == State.CLOSED) {
          left(source);
        }
      }
    } catch (Throwable t) {
      parts.forEach(Observation::close);
      throw t;
    }
    Observation all =
        new Observation() {
          @Override
          public void close() {
            parts.reversed().forEach(Observation::close);
            forget(this);
          }
        };
    remember(all);
    return all;
  }

  private void remember(Observation observation) {
    lock.lock();
    try {
      attached.add(observation);
    } finally {
      lock.unlock();
    }
    if (closed) {
      observation.close();
    }
  }

  private void forget(Observation observation) {
    lock.lock();
    try {
      attached.remove(observation);
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
    return Math.max(0, ring.getCursor() - told.get());
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout must not be negative, was " + timeout + "; use zero not to wait");
    }
    return drain(TimeUnit.NANOSECONDS.convert(timeout));
  }

  private boolean drain(long nanos) throws InterruptedException {
    long last = ring.getCursor();
    Courier now = courier;
    if (now != null && now.thread() == Thread.currentThread()) {
      return told.get() >= last;
    }
    long start = System.nanoTime();
    long look = 10_000;
    while (told.get() < last) {
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
      observations = List.copyOf(attached);
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
