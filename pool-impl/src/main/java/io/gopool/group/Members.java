package io.gopool.group;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a {@link io.gopool.TaskGroup}, in the order of their submission, and what became of
 * them. The first failure cancels the others and is what a join reports, with those that came after
 * it suppressed in it. Thread-safe.
 *
 * <p>T1 adds a task, then looks whether the group was cancelled; T2 cancels: it says so, then goes
 * through the tasks. So either T1 sees that and cancels its task itself, or T2 finds the task.
 *
 * @param <F> their futures, compared by identity
 */
public final class Members<F extends Future<?>> implements Iterable<F> {

  private final Predicate<F> isFree;
  private final Queue<F> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * Creates a group without tasks.
   *
   * @param isFree whether nobody runs a task
   */
  public Members(Predicate<F> isFree) {
    this.isFree = isFree;
  }

  /** Adds a task. The caller then looks at {@link #isCancelled}. */
  public void add(F task) {
    tasks.add(task);
    size.incrementAndGet();
  }

  /** Takes a task out again that was not admitted; called once for it. */
  public void remove(F task) {
    tasks.removeIf(each -> each == task);
    size.decrementAndGet();
  }

  /** Returns the number of tasks. */
  public int size() {
    return size.get();
  }

  /** Iterates over the tasks; those that come meanwhile may be missing. */
  @Override
  public Iterator<F> iterator() {
    return tasks.iterator();
  }

  /** Whether the results of all are there, or what they failed with. */
  public boolean areAllDone() {
    return tasks.stream().allMatch(Future::isDone);
  }

  /** Whether the group was cancelled, by somebody or by a failure. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Cancels all tasks, those that nobody runs first: a worker that is interrupted would go on with
   * one of them.
   */
  public void cancel() {
    cancelled = true;
    for (F task : tasks) {
      if (isFree.test(task)) {
        task.cancel(/* mayInterruptIfRunning= */ true);
      }
    }
    for (F task : tasks) {
      task.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  /**
   * A task has ended.
   *
   * @param thrown what it threw; null for nothing
   * @param wasCancelled whether it was cancelled: it may have thrown what says so
   */
  public void ended(@Nullable Throwable thrown, boolean wasCancelled) {
    boolean reaction =
        thrown instanceof InterruptedException || thrown instanceof CancellationException;
    if (thrown != null && !(wasCancelled && reaction)) {
      failed(thrown);
    }
  }

  private void failed(Throwable thrown) {
    if (failure.compareAndSet(null, thrown)) {
      cancel();
      return;
    }
    Throwable first = failure.get();
    if (first != null && first != thrown) {
      first.addSuppressed(thrown);
    }
  }

  /**
   * Called when all have ended.
   *
   * @throws ExecutionException if one failed: with the first that did
   * @throws CancellationException if one, or the group, was cancelled
   */
  public void report() throws ExecutionException {
    Throwable first = failure.get();
    if (first != null) {
      throw new ExecutionException(first);
    }
    if (cancelled || tasks.stream().anyMatch(Future::isCancelled)) {
      throw new CancellationException("the group, or a task in it, was cancelled");
    }
  }

  /**
   * Returns the results in the order of submission.
   *
   * @throws IllegalStateException if a task has none
   * @throws ClassCastException if one is of another type
   */
  public <T> List<@Nullable T> results(Class<T> type) {
    List<@Nullable T> results = new ArrayList<>(size());
    for (F task : tasks) {
      if (task.state() != Future.State.SUCCESS) {
        throw new IllegalStateException(
            "task " + results.size() + " is " + task.state() + ", expected SUCCESS; join() first");
      }
      results.add(type.cast(task.resultNow()));
    }
    return Collections.unmodifiableList(results);
  }
}
