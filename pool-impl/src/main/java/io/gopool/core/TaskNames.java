package io.gopool.core;

/** What tasks are called in dumps. */
final class TaskNames {

  private TaskNames() {}

  static String of(Object task) {
    return Decorated.original((Runnable) task).getClass().getName();
  }
}
