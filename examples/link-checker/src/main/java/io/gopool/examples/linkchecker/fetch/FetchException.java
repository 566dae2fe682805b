package io.gopool.examples.linkchecker.fetch;

/** No answer. The message is meant for the one who asked for the check. */
public final class FetchException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why there is none. */
  public enum Cause {
    /** No answer, or no end of it, in time. */
    TIMEOUT(true),
    /** The name has no address. */
    UNKNOWN_HOST(true),
    /** Nobody listens, or the network is in the way. */
    CONNECTION(true),
    /** The certificate, or the handshake. */
    TLS(false),
    /** The name has only addresses that must not be asked. */
    REFUSED(false);

    private final boolean retryable;

    Cause(boolean retryable) {
      this.retryable = retryable;
    }
  }

  private final Cause why;

  FetchException(Cause why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  /** Why there is no answer. */
  public Cause why() {
    return why;
  }

  /** Whether it may be another time. */
  public boolean isRetryable() {
    return why.retryable;
  }
}
