package io.gopool.examples.linkchecker.web;

/** There is no such check, or it has been forgotten. */
final class UnknownCheckException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownCheckException() {
    super("no such check; those that ended are kept for an hour");
  }
}
