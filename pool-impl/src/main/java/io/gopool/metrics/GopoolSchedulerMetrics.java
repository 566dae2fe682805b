package io.gopool.metrics;

import io.gopool.GpmScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Meters of a {@link GpmScheduler}, {@code gopool.scheduler.*}, with its name in the tag {@code
 * scheduler}. All are read from {@link GpmScheduler#stats}: they cost the scheduler nothing until
 * somebody reads them, and then one snapshot per scrape. A reading is at most 50 ms old.
 *
 * <p>It does not keep the scheduler alive. {@link #close} removes the meters; a closed scheduler's
 * stay until then. Thread-safe.
 */
public final class GopoolSchedulerMetrics implements MeterBinder, AutoCloseable {

  private final WeakReference<GpmScheduler> scheduler;
  private final Tags tags;
  private final List<Binding> bindings = new ArrayList<>(); // guarded by itself

  private GopoolSchedulerMetrics(GpmScheduler scheduler, Iterable<Tag> tags) {
    this.scheduler = new WeakReference<>(scheduler);
    this.tags = Tags.of(tags).and("scheduler", scheduler.name());
  }

  /**
   * Returns the meters of a scheduler.
   *
   * @throws NullPointerException if {@code scheduler} is null
   */
  public static GopoolSchedulerMetrics of(GpmScheduler scheduler) {
    return of(scheduler, Tags.empty());
  }

  /**
   * Returns the meters of a scheduler, with further tags.
   *
   * @throws NullPointerException if an argument is null
   */
  public static GopoolSchedulerMetrics of(GpmScheduler scheduler, Iterable<Tag> tags) {
    Objects.requireNonNull(scheduler, "scheduler");
    return new GopoolSchedulerMetrics(scheduler, Objects.requireNonNull(tags, "tags"));
  }

  /**
   * Registers the meters. Does nothing if the scheduler was dropped.
   *
   * @throws NullPointerException if {@code registry} is null
   * @throws IllegalStateException if the registry has meters of a scheduler of this name and tags
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    GpmScheduler owner = scheduler.get();
    if (owner == null) {
      return;
    }
    synchronized (bindings) {
      Binding binding = Binding.of("scheduler", owner.name(), registry, owner, tags);
      bindings.add(binding);
      new SchedulerMeters(
              binding.meters(), new WeakReading<>(owner, GpmScheduler::stats), System::nanoTime)
          .register();
    }
  }

  /** Removes the meters from all registries. Idempotent; afterwards it can be bound again. */
  @Override
  public void close() {
    synchronized (bindings) {
      bindings.forEach(Binding::end);
      bindings.clear();
    }
  }
}
