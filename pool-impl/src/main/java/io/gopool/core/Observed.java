package io.gopool.core;

import io.gopool.ObservedTask;
import org.jspecify.annotations.Nullable;

/**
 * What observers know of one task. It travels with the task: in a queue it stands for one that has
 * no future, and a future keeps it. Made only while somebody observes the pool.
 *
 * <p>Written by the submitter before the task is published, then by the thread that runs it, so
 * plain fields will do.
 */
final class Observed implements Wrapped, ObservedTask {

  private final Runnable task;
  private final Object inner; // what runs; of a future, what that keeps beside itself
  private final long submitterId;
  private final long acceptedNanos;
  private @Nullable Thread worker;
  private long startedNanos;
  private long finishedNanos;

  private Observed(Runnable task, Object inner, long submitterId, long acceptedNanos) {
    this.task = task;
    this.inner = inner;
    this.submitterId = submitterId;
    this.acceptedNanos = acceptedNanos;
  }

  /** Called before the task is published; a future keeps what is returned. */
  static Observed accepted(Runnable entry, long submitterId, long nanos) {
    if (entry instanceof PoolFuture<?> future) {
      Observed observed = new Observed(future, future.plainSubject(), submitterId, nanos);
      future.observed(observed);
      return observed;
    }
    return new Observed(Wrapped.original(entry), entry, submitterId, nanos);
  }

  /** What is known of the entry of a queue; perhaps the task alone. */
  static Observed of(Runnable entry) {
    if (entry instanceof Observed observed) {
      return observed;
    }
    if (entry instanceof PoolFuture<?> future) {
      Observed observed = future.observed();
      return observed != null ? observed : new Observed(future, future.plainSubject(), 0, 0);
    }
    return new Observed(Wrapped.original(entry), entry, 0, 0);
  }

  /** What was there before somebody observed the task. */
  Object inner() {
    return inner;
  }

  /**
   * Called only by the thread that is about to run it.
   *
   * @param nanos a reading of the clock that may be older than the acceptance; 0 for none
   */
  void starts(Thread current, long nanos) {
    worker = current;
    startedNanos =
        nanos != 0 && acceptedNanos != 0 && nanos - acceptedNanos < 0 ? Nanos.now() : nanos;
  }

  /** Called only by the thread that ran it. */
  void finishes(long nanos) {
    finishedNanos = nanos;
  }

  @Override
  public Runnable original() {
    return task;
  }

  @Override
  public Runnable task() {
    return task;
  }

  @Override
  public String name() {
    return Labels.name(inner instanceof Decorated d ? d.label() : inner);
  }

  @Override
  public long submitterId() {
    return submitterId;
  }

  @Override
  public @Nullable Thread worker() {
    return worker;
  }

  @Override
  public long acceptedNanos() {
    return acceptedNanos;
  }

  @Override
  public long startedNanos() {
    return startedNanos;
  }

  @Override
  public long finishedNanos() {
    return finishedNanos;
  }

  /** For a task without a future. */
  @Override
  public void run() {
    ((Runnable) inner).run();
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
