package io.gopool.examples.linkchecker.check;

/** Runs tasks, so many at once in all, and so many at once for each host. Thread-safe. */
@FunctionalInterface
public interface HostLimit {

  /**
   * Runs a task some time in the future; may block while there is no room.
   *
   * @param host whose limit it counts against
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or the
   *     thread is interrupted while it is blocked
   */
  void execute(String host, Runnable task);
}
