package io.gopool.examples.linkchecker.web;

/** As many streams as there may be are open. */
final class TooManyStreamsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyStreamsException(Throwable cause) {
    super("too many watch at once", cause);
  }
}
