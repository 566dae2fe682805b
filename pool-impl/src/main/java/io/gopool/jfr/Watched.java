package io.gopool.jfr;

import io.gopool.Observation;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Things that are observed from time to time, all or none. It keeps none of them: one that is
 * dropped is forgotten, together with its observation, which refers to its inside alone.
 *
 * @param <T> compared by identity
 */
final class Watched<T> {

  private final Function<T, Observation> observe;
  private final Map<T, @Nullable Observation> all = new WeakHashMap<>(); // null while nobody looks
  private boolean watching;

  Watched(Function<T, Observation> observe) {
    this.observe = observe;
  }

  synchronized void add(T one) {
    all.put(one, watching ? observe.apply(one) : null);
  }

  synchronized void watch(boolean wanted) {
    if (wanted != watching) {
      watching = wanted;
      all.replaceAll((one, observation) -> wanted ? observe.apply(one) : closed(observation));
    }
  }

  private static @Nullable Observation closed(@Nullable Observation observation) {
    if (observation != null) {
      observation.close();
    }
    return null;
  }

  /** How many are known, and observed. For tests. */
  synchronized long observed() {
    return all.values().stream().filter(o -> o != null).count();
  }

  synchronized boolean knows(T one) {
    return all.containsKey(one);
  }
}
