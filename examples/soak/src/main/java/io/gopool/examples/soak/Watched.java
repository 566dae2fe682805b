package io.gopool.examples.soak;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.metrics.GopoolMetrics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who looks on at a pool that is rebooted: an observer, listeners on a bus of which one throws,
 * meters that are read. What a listener was told, and what was dropped, is as much as the observer
 * was told.
 */
final class Watched {

  private final LongAdder observed = new LongAdder();
  private final LongAdder told = new LongAdder();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final EventBus bus;
  private final WorkerPool pool;
  private final GopoolMetrics metrics;

  private Watched(WorkerPool.Builder builder) {
    pool =
        builder.observer(new Observing()).listener(new Counting()).listener(new Failing()).build();
    bus = Objects.requireNonNull(pool.events());
    metrics = GopoolMetrics.builder(pool).taskTag(10).build();
    metrics.bindTo(registry);
  }

  static Load load(WorkerPool.Builder builder, SplittableRandom random) {
    Watched watched = new Watched(builder);
    return new PoolLoad(watched.pool, PoolLoad.Trouble.REBOOTS, random)
        .also(watched::readMeters)
        .thenCheck(watched::end);
  }

  private void readMeters() {
    for (Meter meter : registry.getMeters()) {
      for (Measurement measurement : meter.measure()) {
        if (measurement.getValue() < 0) {
          throw new IllegalStateException(meter.getId() + " is " + measurement);
        }
      }
    }
  }

  private List<String> end() {
    List<String> wrong = new ArrayList<>();
    try {
      if (!bus.drain(Duration.ofMinutes(1))) {
        wrong.add("listeners were not told: " + bus.pending());
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
    long all = told.sum() + bus.dropped(EventType.TASK_FINISHED);
    if (all != observed.sum()) {
      wrong.add("ends told or dropped: " + all + ", observed: " + observed);
    }
    bus.close();
    metrics.close();
    if (!registry.getMeters().isEmpty()) {
      wrong.add("meters are left: " + registry.getMeters());
    }
    return wrong;
  }

  private final class Observing implements PoolObserver {
    @Override
    public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
      observed.increment();
    }
  }

  private final class Counting implements PoolListener {
    @Override
    public void taskFinished(
        String pool,
        ObservedTask task,
        TaskOutcome outcome,
        @Nullable Throwable failure,
        long waitedNanos,
        long ranNanos) {
      told.increment();
    }
  }

  private static final class Failing implements PoolListener {
    @Override
    public void workerSpawned(String pool, Thread worker) {
      throw new PlannedFailure();
    }
  }
}
