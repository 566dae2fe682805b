package io.gopool.core;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * An executed task as the decorator wrapped it.
 *
 * @param original what the user submitted, for handlers and {@code shutdownNow}
 * @param wrapped what runs
 */
record Decorated(Runnable original, Runnable wrapped) implements Runnable {

  static Runnable apply(UnaryOperator<Runnable> decorator, Runnable task) {
    return Objects.requireNonNull(decorator.apply(task), "the task decorator returned null");
  }

  /** The task as it was submitted. */
  static Runnable original(Runnable task) {
    return task instanceof Decorated d ? d.original : task;
  }

  @Override
  public void run() {
    wrapped.run();
  }
}
