package io.gopool;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * A pool refused a task because it was shut down before the submission, or while the submitter was
 * blocked in it. The task was not run and never will be.
 */
public class PoolClosedException extends RejectedExecutionException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates one with the message. */
  public PoolClosedException(String message) {
    super(message);
  }
}
