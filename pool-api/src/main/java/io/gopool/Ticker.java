package io.gopool;

/**
 * The source of time for the expiry of idle workers, so that tests need not wait. Must be
 * thread-safe.
 */
@FunctionalInterface
public interface Ticker {

  /**
   * Returns nanoseconds since an arbitrary but fixed origin; only differences mean anything, as
   * with {@link System#nanoTime()}. Must not run backwards.
   */
  long read();

  /** Returns the ticker that reads {@link System#nanoTime()}. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
