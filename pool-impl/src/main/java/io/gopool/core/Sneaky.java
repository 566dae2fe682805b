package io.gopool.core;

/** Rethrows what was thrown in another thread, checked or not. */
final class Sneaky {

  private Sneaky() {}

  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException rethrow(Throwable t) throws E {
    throw (E) t;
  }
}
