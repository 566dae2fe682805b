package io.gopool.core;

import io.gopool.task.Labels;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A task that has something beside it: a decoration, a name.
 *
 * @param original what the user submitted, for handlers and {@code shutdownNow}
 * @param wrapped what runs
 * @param label what its name comes from, see {@link Labels}
 */
record Decorated(Runnable original, Runnable wrapped, Object label) implements Wrapped {

  static Runnable apply(UnaryOperator<Runnable> decorator, Runnable task) {
    return Objects.requireNonNull(decorator.apply(task), "the task decorator returned null");
  }

  @Override
  public void run() {
    wrapped.run();
  }
}
