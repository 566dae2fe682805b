package io.gopool.examples.benchmarks;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * An {@link Executor} as the loads need it, at no cost per task: unlike the JDK's executors it
 * keeps no set of its threads or tasks, which would cost each task two updates of a concurrent map.
 * So it cannot wait for them either; the loads do so themselves before they end it.
 */
final class Untracked extends AbstractExecutorService {

  private final Executor executor;
  private final Runnable onShutdown;
  private volatile boolean shutdown;

  Untracked(Executor executor) {
    this(executor, () -> {});
  }

  /**
   * Creates one.
   *
   * @param onShutdown ends the threads of the executor, if it has any
   */
  Untracked(Executor executor, Runnable onShutdown) {
    this.executor = executor;
    this.onShutdown = onShutdown;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public void shutdown() {
    shutdown = true;
    onShutdown.run();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
