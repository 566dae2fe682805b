package io.gopool.examples.linkchecker.web;

/** Other requests have sent as many bytes as are kept at once. */
final class TooManyUploadsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyUploadsException() {
    super("other uploads take all the memory that there is for them");
  }
}
