package io.gopool.spring;

import io.gopool.WorkerPool;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

/**
 * A pool behind Spring's interface for executors. A submission that the pool refuses is a {@link
 * TaskRejectedException}, with the pool's own as its cause. Under the blocking admission policy a
 * submitter waits when the pool is full: {@code @Async} methods have backpressure.
 *
 * <p>It owns nothing: the pool is closed by whoever made it. Thread-safe.
 */
public final class WorkerPoolTaskExecutor implements AsyncTaskExecutor {

  private final WorkerPool pool;

  /** Creates one. */
  public WorkerPoolTaskExecutor(WorkerPool pool) {
    this.pool = java.util.Objects.requireNonNull(pool, "pool");
  }

  /** Returns the pool behind this. */
  public WorkerPool pool() {
    return pool;
  }

  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      throw rejected(task, e);
    }
  }

  @Override
  public Future<?> submit(Runnable task) {
    try {
      return pool.submit(task);
    } catch (RejectedExecutionException e) {
      throw rejected(task, e);
    }
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    try {
      return pool.submit(task);
    } catch (RejectedExecutionException e) {
      throw rejected(task, e);
    }
  }

  private TaskRejectedException rejected(Object task, RejectedExecutionException e) {
    return new TaskRejectedException(e.getMessage() + "; the task was " + task, e);
  }

  @Override
  public String toString() {
    return "WorkerPoolTaskExecutor[" + pool + "]";
  }
}
