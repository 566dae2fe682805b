package io.gopool.core;

/** What tasks are called in dumps: as observers are told, whatever a task of the user's does. */
final class TaskNames {

  private TaskNames() {}

  /** The name of an entry of a queue, or of a future. Any thread. */
  static String of(Object task) {
    try {
      return Observed.of((Runnable) task).name();
    } catch (Throwable t) { // of the user's name()
      return Wrapped.original((Runnable) task).getClass().getName();
    }
  }
}
