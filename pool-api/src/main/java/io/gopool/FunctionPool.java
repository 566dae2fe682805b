package io.gopool;

import java.time.Duration;

/**
 * A pool that runs one function on many arguments: a view of a {@link WorkerPool}, whose slots,
 * policies and life it shares. Thread-safe. Made by {@link WorkerPool#function}.
 *
 * @param <T> the type of the arguments
 */
public interface FunctionPool<T> {

  /**
   * Runs the function on the argument, as {@link WorkerPool#execute(Runnable)} runs a task.
   *
   * @throws NullPointerException if {@code argument} is null
   * @throws PoolOverloadedException as {@link WorkerPool#execute(Runnable)}
   * @throws PoolClosedException if the pool was shut down
   */
  void invoke(T argument);

  /**
   * Does so if it need not wait.
   *
   * @return false if the pool is full
   * @throws NullPointerException if {@code argument} is null
   * @throws PoolClosedException if the pool was shut down
   */
  boolean tryInvoke(T argument);

  /**
   * Does so if there is a slot within {@code maxWait}.
   *
   * @return false if the pool stayed full
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code maxWait} is negative
   * @throws InterruptedException if interrupted before the task was admitted
   * @throws PoolClosedException if the pool was shut down
   */
  boolean tryInvoke(T argument, Duration maxWait) throws InterruptedException;

  /** Returns the pool behind this. */
  WorkerPool pool();
}
