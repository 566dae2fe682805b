package io.gopool;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * A pool refused a task because it is full: the admission policy is {@link Admission#reject}, its
 * wait ran out or was interrupted, or too many submitters are blocked already. The message names
 * the pool, its counts at that moment and what to do. The task was not run and never will be.
 */
public class PoolOverloadedException extends RejectedExecutionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates one with the message. */
  public PoolOverloadedException(String message) {
    super(message);
  }
}
