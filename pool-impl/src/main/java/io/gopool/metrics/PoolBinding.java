package io.gopool.metrics;

import io.gopool.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** A pool's meters in a registry. Guarded by the lock of {@link GopoolMetrics}. */
final class PoolBinding {

  private final Binding binding;
  private final Map<String, MeterSet> names = new HashMap<>();

  private PoolBinding(Binding binding) {
    this.binding = binding;
  }

  /**
   * Returns a binding without meters.
   *
   * @throws IllegalStateException if another pool has one with these tags
   */
  static PoolBinding of(WorkerPool pool, MeterRegistry registry, Tags tags) {
    return new PoolBinding(Binding.of("pool", pool.name(), registry, pool, tags));
  }

  MeterSet meters() {
    return binding.meters();
  }

  /** Registers the meters of tasks of a name, if there are none. */
  void add(String task, TaskSeries series) {
    if (!names.containsKey(task)) {
      MeterSet part = meters().with("task", task);
      names.put(task, part);
      series.register(part);
    }
  }

  void remove(String task) {
    MeterSet part = names.remove(task);
    if (part != null) {
      part.remove();
    }
  }

  void end() {
    binding.end();
  }
}
