package io.gopool.keyed;

import io.gopool.task.CancellableTask;
import io.gopool.task.Labels;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The result of a submitted task. One that waits for it inside the same pools may run it. */
class KeyedFuture<K, V extends @Nullable Object> extends CancellableTask<V> {

  private final Crew<K> crew;

  /** Null once it has told its end: a kept future keeps neither its decoration nor its label. */
  private volatile @Nullable Job<K> job;

  private volatile @Nullable Throwable failure;

  /**
   * Creates one that is nowhere yet.
   *
   * @param label what the name of the task comes from, see {@link Labels}
   */
  KeyedFuture(Crew<K> crew, K key, Object label, Callable<V> task) {
    super(task);
    this.crew = crew;
    job = crew.job(key, this, label);
  }

  /** Called only by the submitter. */
  final Job<K> job() {
    return Objects.requireNonNull(job, "has ended");
  }

  /** Null once it has told its end. */
  final @Nullable Job<K> jobUnlessEnded() {
    return job;
  }

  /** What it threw, if it ran and threw. */
  final @Nullable Throwable failure() {
    return failure;
  }

  final void fail(Throwable t) {
    setException(t);
  }

  @Override
  protected final void setException(Throwable t) {
    failure = t;
    super.setException(t);
  }

  @Override
  protected final void onCancel() {
    dropIfFree();
  }

  private void dropIfFree() {
    Job<K> mine = job;
    if (mine != null && mine.isFree()) {
      crew.cancelled(mine);
    } // else it has a slot, and its worker finds it cancelled
  }

  /**
   * Called by the submitter of a task that others knew before, after its admission, and when it is
   * about to block with it. T1 cancels it, and finds it nowhere; T2 admits it: it would hold its
   * place until its turn comes. T1 turns the state, then looks whether the job is free; T2 makes it
   * so, then reads the state.
   */
  final void dropIfCancelled() {
    if (isCancelled()) {
      dropIfFree();
    }
  }

  /**
   * Called only by the submitter, which is about to block with it. Nothing is to be done about a
   * task that nobody else knows yet.
   */
  void carried() {}

  /** Whether nobody needs to wait for it any more. */
  boolean isOver() {
    return isDone();
  }

  /** {@code shutdownNow} took it out of the queue. */
  void handedBack() {}

  /** Called once when the task will not run any more: it ended, or was dropped. */
  final void ended() {
    onEnd();
    job = null;
  }

  /** What else is to be done then. */
  void onEnd() {}

  @Override
  public V get() throws InterruptedException, ExecutionException {
    Job<K> mine = job;
    if (mine == null || isDone()) {
      return super.get();
    }
    Stack<K> stuck = crew.help(mine, Long.MAX_VALUE);
    try {
      return super.get();
    } finally {
      crew.unstuck(stuck);
    }
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Job<K> mine = job;
    if (mine == null || isDone() || timeout <= 0) {
      return super.get(timeout, unit);
    }
    long deadline = Nanos.deadline(unit.toNanos(timeout));
    Stack<K> stuck = crew.help(mine, deadline);
    try {
      return super.get(Nanos.left(deadline), TimeUnit.NANOSECONDS);
    } finally {
      crew.unstuck(stuck);
    }
  }
}
