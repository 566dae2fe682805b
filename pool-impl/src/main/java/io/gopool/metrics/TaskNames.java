package io.gopool.metrics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A series for each name of a task, for a bounded number of names; all others share {@link #OTHER}.
 *
 * <p>The first names get a series each. Letting frequent names displace rare ones, as the cache
 * would by itself, would end the counters of the latter and make new ones all the time. Instead a
 * name that was not seen for an hour leaves its place to the next. The cache has as many entries as
 * there are places, so that it never drops one for its size.
 */
final class TaskNames {

  static final String OTHER = "other";

  static final Duration IDLE = Duration.ofHours(1);

  private final Cache<String, TaskSeries> series;
  private final AtomicInteger places;
  private final TaskSeries other;
  private final Supplier<TaskSeries> factory;
  private final BiConsumer<String, TaskSeries> added;

  /**
   * @param added told of a new series, after it is in the table
   * @param removed told of a series that is dropped, before its name can get another one
   */
  TaskNames(
      int limit,
      LongSupplier clock,
      Supplier<TaskSeries> factory,
      BiConsumer<String, TaskSeries> added,
      BiConsumer<String, TaskSeries> removed) {
    places = new AtomicInteger(limit);
    this.factory = factory;
    this.added = added;
    other = factory.get();
    series =
        Caffeine.newBuilder()
            .maximumSize(limit)
            .expireAfterAccess(IDLE)
            .ticker(clock::getAsLong)
            .executor(Runnable::run)
            .<String, TaskSeries>evictionListener(
                (name, dropped, cause) -> {
                  if (name != null && dropped != null) {
                    removed.accept(name, dropped);
                    places.incrementAndGet();
                  }
                })
            .build();
  }

  TaskSeries of(String name) {
    TaskSeries known = series.getIfPresent(name);
    if (known != null) {
      return known;
    }
    if (name.equals(OTHER) || !tryTakePlace()) {
      return other;
    }
    TaskSeries fresh = factory.get();
    TaskSeries earlier = series.asMap().putIfAbsent(name, fresh);
    if (earlier != null) {
      places.incrementAndGet();
      return earlier;
    }
    added.accept(name, fresh);
    return fresh;
  }

  private boolean tryTakePlace() {
    int left = places.get();
    while (left > 0) {
      if (places.compareAndSet(left, left - 1)) {
        return true;
      }
      left = places.get();
    }
    return false;
  }

  TaskSeries other() {
    return other;
  }

  /** Returns a live view of the series that names have. */
  Map<String, TaskSeries> all() {
    return series.asMap();
  }

  /** Drops the names that were not seen for long; without this that happens at a later look-up. */
  void tidy() {
    series.cleanUp();
  }
}
