package io.gopool.metrics;

import java.lang.ref.WeakReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads something without keeping it alive; once it is gone the last reading stays. Called by one
 * thread at a time.
 */
final class WeakReading<O, T> implements Supplier<T> {

  private final WeakReference<O> owner;
  private final Function<O, T> read;
  private T last;

  WeakReading(O owner, Function<O, T> read) {
    this.owner = new WeakReference<>(owner);
    this.read = read;
    last = read.apply(owner);
  }

  @Override
  public T get() {
    O current = owner.get();
    if (current != null) {
      last = read.apply(current);
    }
    return last;
  }
}
