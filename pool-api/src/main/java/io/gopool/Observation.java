package io.gopool;

/**
 * The time for which something is observed, until {@link #close}. Made by {@link
 * WorkerPool#observe}. It does not keep the pool from being dropped. Thread-safe.
 */
@FunctionalInterface
public interface Observation extends AutoCloseable {

  /**
   * Ends it; does nothing the second time. Does not wait: a thread that is in the observer, or has
   * begun to tell it something, goes on. Tasks that the observer saw start it will still see
   * finish.
   */
  @Override
  void close();
}
