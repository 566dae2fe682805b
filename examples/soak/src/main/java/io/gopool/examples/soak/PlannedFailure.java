package io.gopool.examples.soak;

/** What a task, or a hook, throws on purpose. */
final class PlannedFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PlannedFailure() {
    super("planned", null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}
