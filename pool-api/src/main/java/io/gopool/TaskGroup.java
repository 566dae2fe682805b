package io.gopool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one pool that are awaited together. The first failure cancels the rest: those that wait
 * never run, those that run are interrupted.
 *
 * <pre>{@code
 * try (TaskGroup group = pool.group()) {
 *   for (URI uri : uris) {
 *     group.submit(() -> fetch(uri));
 *   }
 *   List<Page> pages = group.join().results(Page.class);   // in the order of submission
 * }
 * }</pre>
 *
 * <p>Groups may nest to any depth in a pool of any capacity: a worker that joins a group runs the
 * tasks of the group that nobody has started, so its wait never holds a slot that it waits for.
 * That includes the tasks with which other threads are blocked in {@code submit} because the pool
 * is full, and what they submit during the wait.
 *
 * <p>Thread-safe. Made by {@link WorkerPool#group}.
 */
public interface TaskGroup extends AutoCloseable {

  /**
   * Submits a task to the pool, under the pool's admission policy. In a group that failed or was
   * cancelled the task is not run, and the future returned is cancelled.
   *
   * @throws NullPointerException if {@code task} is null
   * @throws IllegalStateException if the group is closed
   * @throws PoolOverloadedException as {@link WorkerPool#execute(Runnable)}
   * @throws PoolClosedException if the pool was shut down
   */
  <T extends @Nullable Object> Future<T> submit(Callable<T> task);

  /**
   * Submits a task whose result is null; otherwise as {@link #submit(Callable)}.
   *
   * @throws NullPointerException if {@code task} is null
   * @throws IllegalStateException if the group is closed
   * @throws PoolOverloadedException as {@link WorkerPool#execute(Runnable)}
   * @throws PoolClosedException if the pool was shut down
   */
  Future<?> submit(Runnable task);

  /**
   * Submits a task under a name for observers and dumps; otherwise as {@link #submit(Callable)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if the group is closed
   * @throws PoolOverloadedException as {@link WorkerPool#execute(Runnable)}
   * @throws PoolClosedException if the pool was shut down
   */
  <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task);

  /**
   * Submits a task under a name for observers and dumps; otherwise as {@link #submit(Runnable)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if the group is closed
   * @throws PoolOverloadedException as {@link WorkerPool#execute(Runnable)}
   * @throws PoolClosedException if the pool was shut down
   */
  Future<?> submit(String name, Runnable task);

  /**
   * Waits until each task has ended (has really ended: a cancelled task that runs is waited for).
   * More tasks may be submitted afterwards, and joined again.
   *
   * @return this
   * @throws ExecutionException if a task failed: the first failure is the cause, later ones are
   *     suppressed in it
   * @throws java.util.concurrent.CancellationException if none failed but the group, or a task in
   *     it, was cancelled
   * @throws InterruptedException if interrupted; the tasks go on
   */
  TaskGroup join() throws InterruptedException, ExecutionException;

  /**
   * Waits as {@link #join()} does, but no longer than {@code timeout}. When called by a worker of
   * the pool it runs tasks of the group meanwhile, and looks at the time between them.
   *
   * @return false if the time ran out; the tasks go on
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws ExecutionException as {@link #join()}
   * @throws java.util.concurrent.CancellationException as {@link #join()}
   * @throws InterruptedException if interrupted; the tasks go on
   */
  boolean join(Duration timeout) throws InterruptedException, ExecutionException;

  /**
   * Returns the results in the order of submission, null for a {@link Runnable}.
   *
   * @throws IllegalStateException if a task has not ended yet, failed, or was cancelled
   */
  List<@Nullable Object> results();

  /**
   * Returns the results in the order of submission.
   *
   * @throws ClassCastException if one is not null and not of that type
   * @throws IllegalStateException if a task has not ended yet, failed, or was cancelled
   */
  <T> List<@Nullable T> results(Class<T> type);

  /** Cancels what has not ended: what waits never runs, what runs is interrupted. Does not wait. */
  void cancel();

  /** Returns the number of tasks submitted so far. */
  int size();

  /** Cancels what has not ended and waits for it, uninterruptibly. Does nothing the second time. */
  @Override
  void close();
}
