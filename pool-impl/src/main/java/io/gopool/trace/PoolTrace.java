package io.gopool.trace;

import io.gopool.GpmScheduler;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolDump;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records what pools and schedulers do and writes it as a timeline, in the Chrome trace-event
 * format: open the file in <a href="https://ui.perfetto.dev">ui.perfetto.dev</a>. As {@code go tool
 * trace} does for Go.
 *
 * <pre>{@code
 * PoolTrace trace = PoolTrace.start(pool);
 * ...
 * trace.stop();
 * trace.write(Path.of("pool.json"));
 * }</pre>
 *
 * <p>There is a lane for each worker, processor and machine, and for each thread that submitted; an
 * arrow leads from a submission to the start of its task. Events go to blocks of a fixed size, made
 * at the start: the oldest are dropped, and counted. A task is one event, recorded when it ends;
 * what is still running at {@link #stop} is taken from a {@link WorkerPool#dump}, which lists
 * {@link PoolDump#MAX_ENTRIES} tasks; workers that are idle then are shown so. Only what began
 * while it recorded is shown.
 *
 * <p>Thread-safe. While it records it keeps the pools and schedulers reachable.
 */
public final class PoolTrace implements AutoCloseable {

  private final Blocks blocks;
  private final List<String> poolNames = new ArrayList<>();
  private final List<String> schedulerNames = new ArrayList<>();
  private final List<WorkerPool> pools;
  private final List<PoolRecorder> recorders = new ArrayList<>(); // of the pools
  private final List<SchedulerRecorder> schedulers = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();
  private final long started = System.nanoTime();
  private @Nullable List<Event> events; // once stopped; under the lock, as the rest
  private long missing;

  private PoolTrace(Builder builder) {
    blocks = new Blocks(builder.maxEvents);
    pools = List.copyOf(builder.pools);
    try {
      for (WorkerPool pool : pools) {
        PoolRecorder recorder = new PoolRecorder(blocks, poolNames.size());
        observations.add(pool.observe(recorder));
        recorders.add(recorder);
        poolNames.add(pool.name());
      }
      for (GpmScheduler scheduler : builder.schedulers) {
        SchedulerRecorder recorder = new SchedulerRecorder(blocks, schedulers.size());
        observations.add(scheduler.observe(recorder));
        schedulers.add(recorder);
        schedulerNames.add(scheduler.name());
      }
    } catch (Throwable t) {
      observations.forEach(Observation::close);
      throw t;
    }
  }

  /**
   * Records pools from now on; {@link #builder} has more settings.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is no pool
   */
  public static PoolTrace start(WorkerPool... pools) {
    Builder builder = builder();
    for (WorkerPool pool : pools) {
      builder.pool(pool);
    }
    return builder.start();
  }

  /** Returns a builder, which so far has nothing to record. */
  public static Builder builder() {
    return new Builder();
  }

  /** Ends the recording; does nothing the second time. */
  public synchronized void stop() {
    if (events != null) {
      return;
    }
    long last = System.nanoTime(); // a worker that is called after this may not say so
    observations.forEach(Observation::close);
    List<Event> open = new ArrayList<>();
    recorders.forEach(r -> r.showOpen(last, open::add));
    for (int i = 0; i < pools.size(); i++) {
      OpenTasks.show(pools.get(i), i, started, open::add);
    }
    long now = System.nanoTime();
    schedulers.forEach(s -> s.showOpen(now, open::add));
    List<Event> all = new ArrayList<>();
    missing = blocks.show(all::add);
    OpenTasks.addThoseNotEnded(open, all);
    events = all;
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  /**
   * Returns how many events are missing because there were too many; 0 before {@link #stop}. A task
   * is one event.
   */
  public synchronized long dropped() {
    return missing;
  }

  /**
   * Writes the timeline, after {@link #stop}, which it calls if need be.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void write(Path file) {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("the timeline could not be written to " + file, e);
    }
  }

  /** The same, to a writer, which is flushed and left open. */
  public synchronized void write(Writer out) throws IOException {
    stop();
    List<Event> recorded = Objects.requireNonNull(events);
    new Timeline(poolNames, schedulerNames, recorded, missing).write(out);
  }

  /** Collects what is to be recorded. Not thread-safe. */
  public static final class Builder {

    private static final int DEFAULT_EVENTS = 1 << 16;
    private static final int LEAST_EVENTS = 64;
    private static final int MOST_EVENTS = 1 << 24;

    private final List<WorkerPool> pools = new ArrayList<>();
    private final List<GpmScheduler> schedulers = new ArrayList<>();
    private int maxEvents = DEFAULT_EVENTS;

    private Builder() {}

    /**
     * Adds a pool; of a {@link MultiPool} each of its pools.
     *
     * @throws NullPointerException if {@code pool} is null
     * @throws IllegalArgumentException if it was added before
     */
    public Builder pool(WorkerPool pool) {
      Objects.requireNonNull(pool, "pool");
      for (WorkerPool one : pool instanceof MultiPool multi ? multi.pools() : List.of(pool)) {
        addOnce(pools, one, "pool '" + one.name() + "'");
      }
      return this;
    }

    /**
     * Adds a scheduler.
     *
     * @throws NullPointerException if {@code scheduler} is null
     * @throws IllegalArgumentException if it was added before
     */
    public Builder scheduler(GpmScheduler scheduler) {
      Objects.requireNonNull(scheduler, "scheduler");
      addOnce(schedulers, scheduler, "scheduler '" + scheduler.name() + "'");
      return this;
    }

    private static <T> void addOnce(List<T> all, T more, String what) {
      if (all.stream().anyMatch(one -> one == more)) {
        throw new IllegalArgumentException(what + " was added before; add each once");
      }
      all.add(more);
    }

    /**
     * Sets how many events are kept, the latest; the default is 65,536. Each takes 56 bytes from
     * the start on, so that is 4 MB. They are dropped some at a time, so a few less than that may
     * be kept: at least three quarters, even if all are of one thread.
     *
     * @throws IllegalArgumentException if not in [64, 16777216]
     */
    public Builder maxEvents(int n) {
      if (n < LEAST_EVENTS || n > MOST_EVENTS) {
        throw new IllegalArgumentException(
            ("maxEvents must be in [" + LEAST_EVENTS + ", " + MOST_EVENTS + "], was " + n)
                + "; each takes 56 bytes");
      }
      maxEvents = n;
      return this;
    }

    /**
     * Starts to record.
     *
     * @throws IllegalArgumentException if there is nothing to record
     */
    public PoolTrace start() {
      if (pools.isEmpty() && schedulers.isEmpty()) {
        throw new IllegalArgumentException(
            "nothing to record; add a pool or a scheduler before start()");
      }
      return new PoolTrace(this);
    }
  }
}
