package io.gopool;

/**
 * Is told of each exception that leaves a task given to {@link WorkerPool#execute(Runnable)} (the
 * exception of a submitted task belongs to its future instead). The default handler logs to the
 * {@link System.Logger} named {@code io.gopool}, with the pool and the task. Must be thread-safe.
 */
@FunctionalInterface
public interface TaskExceptionHandler {

  /**
   * Called right after the task ended by the thread that ran it: a worker before it takes the next
   * one, or the submitter under {@link Admission#callerRuns()}. An exception from the handler is
   * logged and otherwise ignored.
   *
   * @param task the task as it was submitted
   * @param failure what it threw: an unchecked or sneaky checked exception, or an {@link Error}
   */
  void handle(Runnable task, Throwable failure);
}
