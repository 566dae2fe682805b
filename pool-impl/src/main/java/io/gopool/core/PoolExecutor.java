package io.gopool.core;

import io.gopool.FunctionPool;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.task.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is built on admission and shutdown alone, for one pool and for many. */
abstract class PoolExecutor extends AbstractExecutorService implements WorkerPool {

  /** How long {@code close} waits for listeners; some of them may not return at all. */
  private static final long LISTENERS_AT_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;

  PoolExecutor(String name) {
    this.name = name;
  }

  /** The core that new futures belong to until one admits them. */
  abstract PoolCore core();

  /**
   * Admits a fresh future, as the policy says, but without waiting for longer than {@code nanos},
   * nor once {@code giveUp} holds; whoever makes it hold must then unpark the submitter.
   *
   * @return false if it waited for as long as that
   */
  abstract boolean admit(PoolFuture<?> task, long nanos, BooleanSupplier giveUp)
      throws InterruptedException;

  /**
   * Waits until everything that was shut down has ended; a worker's own task apart.
   *
   * @return false if the time ran out
   */
  abstract boolean awaitDrained(long nanos) throws InterruptedException;

  @Override
  public final String name() {
    return name;
  }

  /**
   * A fresh future brings its decoration along; one that is not fresh is run like any other task.
   */
  final Runnable prepare(Runnable task) {
    PoolCore core = core();
    var decorator = core.config.taskDecorator();
    if (task instanceof PoolFuture<?> future) {
      if (future.isNew() && future.core().crew.isSibling(core.crew)) {
        return future;
      }
      Runnable runs = decorator == null ? future : Decorated.apply(decorator, future);
      return new Decorated(future, runs, future); // not claimed as a future of this pool
    }
    return decorator == null ? task : new Decorated(task, Decorated.apply(decorator, task), task);
  }

  /** Admits what was {@linkplain #prepare prepared}, as the policy says. */
  abstract void executePrepared(Runnable task);

  @Override
  public final void execute(String name, Runnable task) {
    Labels.requireName(name);
    Runnable prepared = prepare(Objects.requireNonNull(task, "task"));
    Runnable runs = prepared instanceof Decorated decorated ? decorated.wrapped() : prepared;
    executePrepared(new Decorated(task, runs, name));
  }

  @Override
  public final Future<?> submit(String name, Runnable task) {
    return submitNamed(name, Executors.callable(Objects.requireNonNull(task, "task")));
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task) {
    return submitNamed(name, Objects.requireNonNull(task, "task"));
  }

  private <T extends @Nullable Object> Future<T> submitNamed(String name, Callable<T> task) {
    PoolFuture<T> future = new PoolFuture<>(core(), task, Labels.requireName(name));
    executePrepared(future);
    return future;
  }

  @Override
  protected final <T extends @Nullable Object> RunnableFuture<T> newTaskFor(
      Runnable runnable, T value) {
    return new PoolFuture<>(core(), Executors.callable(runnable, value), runnable);
  }

  @Override
  protected final <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> callable) {
    return new PoolFuture<>(core(), callable, callable);
  }

  @Override
  public final TaskGroup group() {
    return new DefaultTaskGroup(this);
  }

  @Override
  public final <T> FunctionPool<T> function(Consumer<? super T> body) {
    return new DefaultFunctionPool<>(this, Objects.requireNonNull(body, "body"));
  }

  // ---- invokeAll and invokeAny, so that neither waits in admission beyond its time
  // ----------------

  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return invokeAll(tasks, Long.MAX_VALUE);
  }

  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return invokeAll(tasks, unit.toNanos(timeout));
  }

  private <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long nanos) throws InterruptedException {
    Deadline deadline = new Deadline(nanos);
    List<OwnedFuture<T>> futures = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      futures.add(new OwnedFuture<>(core(), Objects.requireNonNull(task, "task"), task));
    }
    boolean done = false;
    try {
      done = admitAll(futures, deadline) && awaitAll(futures, deadline);
    } finally {
      if (!done) {
        futures.forEach(f -> f.cancel(/* mayInterruptIfRunning= */ true));
      }
    }
    return new ArrayList<>(futures);
  }

  private <T extends @Nullable Object> boolean admitAll(
      List<OwnedFuture<T>> futures, Deadline deadline) throws InterruptedException {
    for (OwnedFuture<T> future : futures) {
      if (deadline.isOver() || !admit(future, deadline.left(), Gate.NEVER)) {
        return false;
      }
    }
    return true;
  }

  private static <T extends @Nullable Object> boolean awaitAll(
      List<OwnedFuture<T>> futures, Deadline deadline) throws InterruptedException {
    for (OwnedFuture<T> future : futures) {
      try {
        future.get(deadline.left(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException | CancellationException e) {
        // the caller finds it in the future
      }
    }
    return true;
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return new AnyOf<T>(this, tasks).run(new Deadline(Long.MAX_VALUE));
    } catch (TimeoutException e) {
      throw new AssertionError("292 years have passed", e);
    }
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return new AnyOf<T>(this, tasks).run(new Deadline(unit.toNanos(timeout)));
  }

  /** A future that only this class waits for, so nobody else could cancel it. */
  static class OwnedFuture<V extends @Nullable Object> extends PoolFuture<V> {

    OwnedFuture(PoolCore core, Callable<V> task, Object label) {
      super(core, task, label);
    }

    @Override
    final boolean cancelWhenHandedBack() {
      return true;
    }
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  @Override
  public final boolean isShutdown() {
    return state() != State.OPEN;
  }

  @Override
  public final boolean isTerminated() {
    return state() == State.CLOSED;
  }

  @Override
  public final void close() {
    if (!isTerminated()) {
      shutdown();
    }
    boolean interrupted = false;
    boolean drained = false;
    while (!drained) {
      try {
        drained = awaitDrained(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        if (!interrupted) {
          stop();
        }
        interrupted = true;
      }
    }
    drainEvents(new Deadline(LISTENERS_AT_CLOSE_NANOS));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits no longer for what was shut down: interrupts and cancels it. */
  void stop() {
    core().lifecycle.stop();
  }

  /** Waits until the pool's listeners were told everything, or the time is over. */
  abstract void drainEvents(Deadline deadline);
}
