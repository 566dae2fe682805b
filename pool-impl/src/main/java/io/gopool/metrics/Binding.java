package io.gopool.metrics;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The meters of a pool or scheduler in a registry, in which no other may have the same tags.
 * Micrometer would answer the second registration of a meter with the first one, without a word,
 * and the second pool's numbers would be nowhere.
 *
 * <p>The table of bindings keeps neither registries nor owners alive. Thread-safe.
 */
final class Binding {

  private static final Map<MeterRegistry, Map<Tags, Binding>> BINDINGS = new WeakHashMap<>();

  private final WeakReference<MeterRegistry> registry; // a value of the table must not be its key
  private final WeakReference<Object> owner;
  private final Tags tags;
  private final MeterSet meters;

  private Binding(MeterRegistry registry, Object owner, Tags tags) {
    this.registry = new WeakReference<>(registry);
    this.owner = new WeakReference<>(owner);
    this.tags = tags;
    meters = new MeterSet(this.registry, this.owner, tags);
  }

  /**
   * Binds; what is left of an owner that was dropped without an end, or of a pool that is CLOSED,
   * is removed.
   *
   * @param what "pool", say
   * @throws IllegalStateException if there are such meters already
   */
  static Binding of(String what, String name, MeterRegistry registry, Object owner, Tags tags) {
    synchronized (BINDINGS) {
      Map<Tags, Binding> bindings = BINDINGS.computeIfAbsent(registry, r -> new HashMap<>());
      Binding other = bindings.get(tags);
      if (other != null && other.isNeeded()) {
        throw new IllegalStateException(
            "the registry has meters of a %s '%s' with tags %s already; give each %s its own name or tags, or close the other one's metrics first"
                .formatted(what, name, tags, what));
      }
      if (other != null) {
        other.meters.remove();
      }
      Binding binding = new Binding(registry, owner, tags);
      bindings.put(tags, binding);
      return binding;
    }
  }

  private boolean isNeeded() {
    Object current = owner.get();
    return current != null && !(current instanceof WorkerPool p && p.state() == State.CLOSED);
  }

  MeterSet meters() {
    return meters;
  }

  /** Removes the meters. Idempotent. */
  void end() {
    meters.remove();
    MeterRegistry from = registry.get();
    synchronized (BINDINGS) {
      Map<Tags, Binding> bindings = from == null ? null : BINDINGS.get(from);
      if (bindings != null && bindings.remove(tags, this) && bindings.isEmpty()) {
        BINDINGS.remove(from);
      }
    }
  }
}
