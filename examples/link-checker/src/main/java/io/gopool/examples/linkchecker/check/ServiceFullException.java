package io.gopool.examples.linkchecker.check;

import org.jspecify.annotations.Nullable;

/** The service has as many checks as it takes, or takes none any more. Nothing was accepted. */
public final class ServiceFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean stopping;

  ServiceFullException(String message, boolean stopping, @Nullable Throwable cause) {
    super(message, cause);
    this.stopping = stopping;
  }

  /** Whether it is being stopped, so that there is no use in asking this instance again. */
  public boolean isStopping() {
    return stopping;
  }
}
