package io.gopool;

/** How a task ended that ran. */
public enum TaskOutcome {
  /** It returned. */
  SUCCESS,
  /** It threw. */
  FAILURE,
  /** Its future was cancelled while it ran, or before; then the body did not run. */
  CANCELLED
}
