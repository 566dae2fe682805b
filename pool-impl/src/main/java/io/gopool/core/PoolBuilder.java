package io.gopool.core;

import io.gopool.Admission;
import io.gopool.EventBus;
import io.gopool.Instrument;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.TaskExceptionHandler;
import io.gopool.Ticker;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.queue.ThreadTable;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a pool. */
final class PoolBuilder implements WorkerPool.Builder {

  private static final int DEFAULT_CAPACITY = 1024;
  private static final int DEFAULT_MAX_IDLE = 64;
  private static final int MAX_PLATFORM_THREADS = 1 << 20;
  private static final int MAX_PROCESSORS = 256;
  private static final Duration DEFAULT_IDLE_EXPIRY = Duration.ofSeconds(60);
  private static final int NOT_SET = -1;

  private final String name;
  private int capacity = DEFAULT_CAPACITY;
  private int queueCapacity;
  private Admission admission = Admission.block();
  private int maxBlockedSubmitters = Integer.MAX_VALUE;
  private int processors = Math.min(MAX_PROCESSORS, Runtime.getRuntime().availableProcessors());
  private WorkerThreads threads = WorkerThreads.virtual();
  private long idleExpiryNanos = DEFAULT_IDLE_EXPIRY.toNanos();
  private int maxIdle = NOT_SET;
  private int preStart;
  private boolean depthFirst;
  private @Nullable TaskExceptionHandler exceptionHandler;
  private @Nullable UnaryOperator<Runnable> taskDecorator;
  private final List<PoolObserver> observers = new ArrayList<>();
  private EventBus.@Nullable Builder events;
  private boolean hasListeners;
  private Ticker ticker = Ticker.system();

  PoolBuilder(String name) {
    this.name = requireName(name);
  }

  static String requireName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "name must not be blank, was '" + name + "'; it names the pool in threads and metrics");
    }
    return name;
  }

  static int requireAtLeast(int min, int n, String what, String remedy) {
    if (n < min) {
      throw new IllegalArgumentException(
          what + " must be at least " + min + ", was " + n + "; " + remedy);
    }
    return n;
  }

  /** Rejects a capacity that is out of bounds for the kind of threads. */
  static void checkCapacity(int capacity, WorkerThreads threads) {
    boolean platform = threads.kind() == WorkerThreads.Kind.PLATFORM;
    int max = platform ? MAX_PLATFORM_THREADS : Integer.MAX_VALUE - 1;
    if (capacity < 1 || capacity > max) {
      throw new IllegalArgumentException(
          ("capacity must be in [1, " + max + "] with " + threads + " threads, was " + capacity)
              + (capacity > max && platform ? "; use WorkerThreads.virtual() for more," : ";")
              + " use unbounded() for no limit");
    }
  }

  @Override
  public WorkerPool.Builder capacity(int n) {
    checkCapacity(n, WorkerThreads.virtual()); // build() knows the kind of threads
    capacity = n;
    return this;
  }

  @Override
  public WorkerPool.Builder unbounded() {
    capacity = PoolConfig.UNBOUNDED;
    return this;
  }

  @Override
  public WorkerPool.Builder queueCapacity(int tasks) {
    queueCapacity = requireAtLeast(0, tasks, "queueCapacity", "use 0 for no queue");
    return this;
  }

  @Override
  public WorkerPool.Builder admission(Admission policy) {
    admission = Objects.requireNonNull(policy, "policy");
    return this;
  }

  @Override
  public WorkerPool.Builder maxBlockedSubmitters(int n) {
    maxBlockedSubmitters =
        requireAtLeast(
            0, n, "maxBlockedSubmitters", "use 0 to block none, or leave it out for no limit");
    return this;
  }

  @Override
  public WorkerPool.Builder processors(int p) {
    if (p < 1 || p > MAX_PROCESSORS) {
      throw new IllegalArgumentException(
          "processors must be in [1, "
              + MAX_PROCESSORS
              + "], was "
              + p
              + "; leave it out for one per available processor");
    }
    processors = p;
    return this;
  }

  @Override
  public WorkerPool.Builder threads(WorkerThreads kind) {
    threads = Objects.requireNonNull(kind, "kind");
    return this;
  }

  @Override
  public WorkerPool.Builder idleExpiry(Duration d) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          "idleExpiry must not be negative, was "
              + d
              + "; use zero to keep no idle workers, noIdleExpiry() to keep them for ever");
    }
    idleExpiryNanos = Durations.nanos(d);
    return this;
  }

  @Override
  public WorkerPool.Builder noIdleExpiry() {
    idleExpiryNanos = Long.MAX_VALUE;
    return this;
  }

  @Override
  public WorkerPool.Builder maxIdle(int n) {
    maxIdle = requireAtLeast(0, n, "maxIdle", "use 0 to keep no idle workers");
    return this;
  }

  @Override
  public WorkerPool.Builder preStart(int n) {
    preStart = requireAtLeast(0, n, "preStart", "use 0 to start workers when they are needed");
    return this;
  }

  @Override
  public WorkerPool.Builder depthFirst() {
    depthFirst = true;
    return this;
  }

  @Override
  public WorkerPool.Builder exceptionHandler(TaskExceptionHandler h) {
    exceptionHandler = Objects.requireNonNull(h, "handler");
    return this;
  }

  @Override
  public WorkerPool.Builder taskDecorator(UnaryOperator<Runnable> d) {
    taskDecorator = Objects.requireNonNull(d, "decorator");
    return this;
  }

  @Override
  public WorkerPool.Builder observer(PoolObserver o) {
    Objects.requireNonNull(o, "observer");
    for (PoolObserver known : observers) {
      if (known == o) {
        throw new IllegalArgumentException(
            "observer " + o + " was added before; add each observer once");
      }
    }
    observers.add(o);
    return this;
  }

  @Override
  public WorkerPool.Builder listener(PoolListener l) {
    bus().listener(Objects.requireNonNull(l, "listener"));
    hasListeners = true;
    return this;
  }

  @Override
  public WorkerPool.Builder events(UnaryOperator<EventBus.Builder> settings) {
    EventBus.Builder bus = bus();
    if (settings.apply(bus) != bus) {
      throw new IllegalArgumentException(
          "events(settings) must return the builder it was given, after setting it");
    }
    return this;
  }

  private EventBus.Builder bus() {
    EventBus.Builder bus = events;
    if (bus == null) {
      bus = EventBus.builder().name(name + "-events");
      events = bus;
    }
    return bus;
  }

  @Override
  public WorkerPool.Builder ticker(Ticker t) {
    ticker = Objects.requireNonNull(t, "ticker");
    return this;
  }

  @Override
  public WorkerPool build() {
    WorkerPool pool = build(Crew.newFamily());
    Instrument.tell(pool);
    return pool;
  }

  /** Builds a pool whose workers count as siblings of those in {@code family}. */
  DefaultWorkerPool build(ThreadTable<Worker> family) {
    return new DefaultWorkerPool(config(), family);
  }

  private PoolConfig config() {
    if (capacity != PoolConfig.UNBOUNDED) {
      checkCapacity(capacity, threads);
    }
    if (preStart > capacity) {
      throw new IllegalArgumentException(
          "preStart must be at most capacity, was "
              + preStart
              + " with capacity "
              + capacity
              + "; raise capacity or lower preStart");
    }
    if (maxIdle != NOT_SET && preStart > maxIdle) {
      throw new IllegalArgumentException(
          "preStart must be at most maxIdle, was "
              + preStart
              + " with maxIdle "
              + maxIdle
              + "; raise maxIdle or lower preStart");
    }
    return new PoolConfig(
        name,
        capacity,
        queueCapacity,
        admission,
        maxBlockedSubmitters,
        processors,
        threads,
        idleExpiryNanos,
        maxIdle == NOT_SET ? Math.max(DEFAULT_MAX_IDLE, preStart) : maxIdle,
        preStart,
        depthFirst,
        exceptionHandler != null ? exceptionHandler : new LoggingExceptionHandler(name),
        taskDecorator,
        List.copyOf(observers),
        hasListeners ? bus().build() : null,
        ticker);
  }
}
