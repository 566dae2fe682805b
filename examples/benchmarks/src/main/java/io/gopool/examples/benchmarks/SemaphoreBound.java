package io.gopool.examples.benchmarks;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bound that users put before an executor without one: the submitter takes a permit, the task
 * gives it back. The semaphore is not fair, because that is faster.
 */
final class SemaphoreBound extends AbstractExecutorService {

  private final Semaphore permits;
  private final ExecutorService executor;

  SemaphoreBound(int capacity, ExecutorService executor) {
    this.permits = new Semaphore(capacity);
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
    executor.execute(
        () -> {
          try {
            task.run();
          } finally {
            permits.release();
          }
        });
  }

  @Override
  public void shutdown() {
    executor.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return executor.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return executor.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }
}
