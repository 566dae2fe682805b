package io.gopool.examples.linkchecker.check;

/** The page whose links are wanted cannot be had; the message says why. */
final class UnreadablePageException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadablePageException(String message) {
    super(message);
  }
}
