package io.gopool.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reading that is kept for a moment, so that all meters of one scrape are read from the same
 * snapshot and a scrape takes one. Thread-safe.
 *
 * @param <T> an immutable snapshot
 */
final class Memo<T> implements Supplier<T> {

  /** How old a reading may be: longer than a scrape takes, shorter than anybody could notice. */
  static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LongSupplier clock;
  private final Supplier<T> source;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Held<T> held;

  Memo(LongSupplier clock, Supplier<T> source) {
    this.clock = clock;
    this.source = source;
  }

  @Override
  public T get() {
    Held<T> current = held;
    if (current != null && isFresh(current)) {
      return current.value;
    }
    lock.lock();
    try {
      current = held;
      if (current == null || !isFresh(current)) {
        long now = clock.getAsLong(); // before the reading: it is at least as new as that
        current = new Held<>(source.get(), now);
        held = current;
      }
      return current.value;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh(Held<T> reading) {
    return clock.getAsLong() - reading.nanos < NANOS;
  }

  private record Held<T>(T value, long nanos) {}
}
