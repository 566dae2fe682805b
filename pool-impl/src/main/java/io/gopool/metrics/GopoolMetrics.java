package io.gopool.metrics;

import io.gopool.EventBus;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolObserver;
import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a {@link WorkerPool}, {@code gopool.*}, with its name in the tag {@code pool}:
 *
 * <pre>{@code
 * GopoolMetrics.of(pool).bindTo(registry);
 * }</pre>
 *
 * <p>Most are read from {@link WorkerPool#stats} and cost a task nothing. The times {@code
 * gopool.task.wait}, {@code gopool.task.run} and {@code gopool.submit.blocked} come from an
 * observer that is attached while the meters are bound, unless {@link Builder#timers} says not to:
 * then the pool reads the clock for each task and counts times into buckets, from which the meters
 * are read. Readings are at most 50 ms old, so that a scrape sees one snapshot; maxima and
 * percentiles are those of the last two minutes. {@code docs/METRICS.md} lists all meters.
 *
 * <p><b>End.</b> {@link #close} removes the meters. So does the end of the pool: as soon as it is
 * {@link State#CLOSED}, without timers at the next reading. They come back if the pool is rebooted.
 * A pool that is dropped is not kept alive; without timers its meters then stay, without values,
 * until {@link #close} or until a pool of its name is bound.
 *
 * <p>May be bound to several registries. Thread-safe.
 */
public final class GopoolMetrics implements MeterBinder, AutoCloseable {

  private final WeakReference<WorkerPool> pool;
  private final Tags tags;
  private final Memo<PoolStats> stats;
  private final @Nullable PoolTimers timers;
  private final LongSupplier droppedEvents;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock. A registry without a binding gets one if the pool is rebooted.
  private final Set<MeterRegistry> registries = new LinkedHashSet<>();
  private final Map<MeterRegistry, PoolBinding> bindings = new HashMap<>();
  private @Nullable Observation observation;
  private @Nullable Observation untilRebooted;

  private GopoolMetrics(Builder settings) {
    pool = new WeakReference<>(settings.pool);
    tags = settings.tags.and("pool", settings.pool.name());
    stats = new Memo<>(settings.clock, new WeakReading<>(settings.pool, WorkerPool::stats));
    droppedEvents = settings.droppedEvents == null ? ofOwnBuses(settings) : settings.droppedEvents;
    timers = settings.timers ? newTimers(settings) : null;
  }

  private static LongSupplier ofOwnBuses(Builder settings) {
    return new Memo<>(settings.clock, new WeakReading<>(settings.pool, GopoolMetrics::dropped))
        ::get;
  }

  private static long dropped(WorkerPool pool) {
    if (pool instanceof MultiPool many) {
      return many.pools().stream().mapToLong(GopoolMetrics::dropped).sum();
    }
    EventBus bus = pool.events();
    return bus == null ? 0 : bus.dropped();
  }

  private PoolTimers newTimers(Builder settings) {
    int cpus = Runtime.getRuntime().availableProcessors();
    TaskNames names = settings.taskNames > 0 ? newNames(settings, cpus) : null;
    return new PoolTimers(
        settings.sampling,
        new TaskSeries(settings.clock, names == null ? Math.min(4 * cpus, 64) : 1),
        names,
        new Distribution(settings.clock, cpus),
        this::stateChanged);
  }

  private TaskNames newNames(Builder settings, int cpus) {
    try {
      return new TaskNames(
          settings.taskNames,
          settings.clock,
          () -> new TaskSeries(settings.clock, Math.min(cpus, 8)),
          this::nameAdded,
          this::nameRemoved);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "taskTag needs com.github.ben-manes.caffeine:caffeine on the class path", e);
    }
  }

  /**
   * Returns the meters of a pool, with timers.
   *
   * @throws NullPointerException if {@code pool} is null
   */
  public static GopoolMetrics of(WorkerPool pool) {
    return builder(pool).build();
  }

  /**
   * Returns a builder.
   *
   * @throws NullPointerException if {@code pool} is null
   */
  public static Builder builder(WorkerPool pool) {
    return new Builder(pool);
  }

  /**
   * Registers the meters and begins to time tasks. For a closed pool that waits until it is
   * rebooted; for one that was dropped nothing happens.
   *
   * @throws NullPointerException if {@code registry} is null
   * @throws IllegalStateException if the registry has meters of a pool of this name and these tags,
   *     perhaps of this one
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    WorkerPool owner = pool.get();
    if (owner == null) {
      return;
    }
    lock.lock();
    try {
      boolean closed = owner.state() == State.CLOSED;
      if (!closed) {
        register(registry, owner);
      }
      registries.add(registry);
      if (timers != null && observation == null) {
        observation = owner.observe(timers);
      }
      if (closed) {
        awaitReboot(owner);
      }
    } finally {
      lock.unlock();
    }
  }

  private void register(MeterRegistry registry, WorkerPool owner) {
    PoolBinding binding = PoolBinding.of(owner, registry, tags);
    bindings.put(registry, binding);
    new PoolMeters(binding.meters(), this::stats, droppedEvents).register();
    if (timers != null) {
      timers.register(binding);
    }
  }

  /** Removes the meters and ends the timing. Idempotent; afterwards it can be bound again. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (observation != null) {
        observation.close();
        observation = null;
      }
      endAwaitingReboot();
      endBindings();
      registries.clear();
    } finally {
      lock.unlock();
    }
  }

  private void endBindings() {
    bindings.values().forEach(PoolBinding::end);
    bindings.clear();
  }

  /**
   * Reads the pool, for a meter. That is also when the end of a pool is noticed to which nothing is
   * attached, and one that ended just before the observer was.
   */
  private PoolStats stats() {
    PoolStats reading = stats.get();
    if (reading.state() == State.CLOSED) {
      poolClosed(State.CLOSED);
    }
    if (timers != null) {
      timers.tidy();
    }
    return reading;
  }

  /**
   * Called by the pool. Changes may be told late or in the wrong order, so what counts is the
   * state; but it still is DRAINING when the end is told, by the last worker.
   */
  private void stateChanged(State to) {
    if (to == State.CLOSED) {
      poolClosed(State.DRAINING);
    } else if (to == State.OPEN) {
      poolOpened();
    }
  }

  private void poolClosed(State atLeast) {
    lock.lock();
    try {
      WorkerPool owner = pool.get();
      if (owner == null || owner.state().compareTo(atLeast) >= 0) {
        endBindings();
        if (owner != null) {
          awaitReboot(owner);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Without timers nobody observes an open pool: each of its tasks would pay. A closed one has no
   * tasks, so there it costs nothing to be told of its reboot.
   */
  private void awaitReboot(WorkerPool owner) {
    if (timers == null && untilRebooted == null && !registries.isEmpty()) {
      untilRebooted = owner.observe(new StateObserver(this::stateChanged));
      poolOpened(); // if it was rebooted before it was observed
    }
  }

  private void endAwaitingReboot() {
    if (untilRebooted != null) {
      untilRebooted.close();
      untilRebooted = null;
    }
  }

  private void poolOpened() {
    lock.lock();
    try {
      WorkerPool owner = pool.get();
      if (owner == null || owner.state() != State.OPEN) {
        return;
      }
      endAwaitingReboot();
      for (MeterRegistry registry : registries) {
        if (!bindings.containsKey(registry)) {
          register(registry, owner);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void nameAdded(String task, TaskSeries series) {
    lock.lock();
    try {
      bindings.values().forEach(b -> b.add(task, series));
    } finally {
      lock.unlock();
    }
  }

  private void nameRemoved(String task, TaskSeries series) {
    lock.lock();
    try {
      bindings.values().forEach(b -> b.remove(task));
    } finally {
      lock.unlock();
    }
  }

  private record StateObserver(Consumer<State> changed) implements PoolObserver {

    @Override
    public boolean wantsTimes() {
      return false;
    }

    @Override
    public void stateChanged(State from, State to) {
      changed.accept(to);
    }
  }

  /** Collects the settings. A setter rejects a bad value at once. Not thread-safe. */
  public static final class Builder {

    /** A tag's value costs some 60 meters and a few kilobytes. */
    private static final int MAX_TASK_NAMES = 1_000;

    private final WorkerPool pool;
    private Tags tags = Tags.empty();
    private boolean timers = true;
    private double sampling = 1;
    private int taskNames;
    private @Nullable LongSupplier droppedEvents;
    private LongSupplier clock = System::nanoTime;

    private Builder(WorkerPool pool) {
      this.pool = Objects.requireNonNull(pool, "pool");
    }

    /**
     * Adds tags to all meters.
     *
     * @throws NullPointerException if {@code tags} is null
     */
    public Builder tags(Iterable<Tag> tags) {
      this.tags = this.tags.and(tags);
      return this;
    }

    /** Sets whether tasks and blocked submitters are timed; the default is true. */
    public Builder timers(boolean on) {
      timers = on;
      return this;
    }

    /**
     * Sets which part of the tasks is timed; the default is 1, all. The counts of the timers are
     * then those of the timed tasks; percentiles and means estimate those of all. For the others no
     * clock is read, unless somebody else has them timed. Blocked submitters are all timed.
     *
     * @param rate 0.1 for one task in ten
     * @throws IllegalArgumentException if not in (0, 1]
     */
    public Builder sampling(double rate) {
      if (!(rate > 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "sampling must be in (0, 1], was " + rate + "; use timers(false) to time no task");
      }
      sampling = rate;
      return this;
    }

    /**
     * Tags the times of tasks with their names ({@code task}), for the first so many names. Further
     * ones are {@code other}, until one of the first was not seen for an hour. The default is 0: no
     * such tag. Looking the name up costs each task more than the timing itself.
     *
     * @throws IllegalArgumentException if not in [0, 1000]
     */
    public Builder taskTag(int names) {
      if (names < 0 || names > MAX_TASK_NAMES) {
        throw new IllegalArgumentException(
            "taskTag must be in [0, "
                + MAX_TASK_NAMES
                + "], was "
                + names
                + "; each name has about 60 meters, 0 is for no tag");
      }
      taskNames = names;
      return this;
    }

    /**
     * Sets where {@code gopool.events.dropped} is read: how many events of this pool were dropped
     * so far. The default is the pool's own {@linkplain WorkerPool#events bus}, of a {@link
     * MultiPool} those of its pools; say otherwise if a bus was attached to the pool.
     *
     * @throws NullPointerException if {@code count} is null
     */
    public Builder droppedEvents(LongSupplier count) {
      droppedEvents = Objects.requireNonNull(count, "count");
      return this;
    }

    /** Sets the source of time for what is forgotten after a while, in nanoseconds. */
    Builder clock(LongSupplier nanos) {
      clock = nanos;
      return this;
    }

    /**
     * Returns the meters, not bound yet.
     *
     * @throws IllegalArgumentException if there is a {@link #taskTag} or a {@link #sampling}
     *     without {@link #timers}
     */
    public GopoolMetrics build() {
      if (!timers && (taskNames > 0 || sampling != 1)) {
        throw new IllegalArgumentException(
            "taskTag and sampling have no effect without timers; leave them or timers(false) out");
      }
      return new GopoolMetrics(this);
    }
  }
}
