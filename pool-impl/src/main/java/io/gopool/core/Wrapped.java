package io.gopool.core;

/** A task in something that the pool put around it. */
sealed interface Wrapped extends Runnable permits Decorated, Observed {

  /** The task as it was submitted. */
  Runnable original();

  /** The task as it was submitted, whatever the pool put around it. */
  static Runnable original(Runnable task) {
    return task instanceof Wrapped w ? w.original() : task;
  }
}
