package io.gopool.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A count for each constant of an enum. */
final class Tally<K extends Enum<K>> {

  private final Class<K> type;
  private final EnumMap<K, LongAdder> counts; // never changed

  Tally(Class<K> type) {
    this.type = type;
    counts = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      counts.put(key, new LongAdder());
    }
  }

  void add(K key) {
    Objects.requireNonNull(counts.get(key)).increment();
  }

  Map<K, Long> sums() {
    EnumMap<K, Long> sums = new EnumMap<>(type);
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
