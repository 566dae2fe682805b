package io.gopool.examples.linkchecker.guard;

/** A URL that the service does not ask for; the message says why, for the one who gave it. */
public final class RefusedTargetException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean malformed;

  private RefusedTargetException(String message, boolean malformed) {
    super(message);
    this.malformed = malformed;
  }

  static RefusedTargetException malformed(String message) {
    return new RefusedTargetException(message, /* malformed= */ true);
  }

  static RefusedTargetException forbidden(String message) {
    return new RefusedTargetException(message, /* malformed= */ false);
  }

  /** Whether it is not a usable URL at all; otherwise it is one that is not allowed. */
  public boolean isMalformed() {
    return malformed;
  }
}
