package io.gopool.core;

import io.gopool.ObservedTask;
import io.gopool.task.Labels;
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
  private final int sample; // 31 bits
  private @Nullable Thread worker;
  private long startedNanos;
  private long finishedNanos;

  private Observed(Runnable task, Object inner, int sample, long submitterId, long acceptedNanos) {
    this.task = task;
    this.inner = inner;
    this.submitterId = submitterId;
    this.acceptedNanos = acceptedNanos;
    this.sample = sample;
  }

  /** Called before the task is published; a future keeps what is returned. */
  static Observed accepted(Runnable entry, int sample, long submitterId, long nanos) {
    Observed observed = make(entry, sample, submitterId, nanos);
    if (entry instanceof PoolFuture<?> future) {
      future.observed(observed);
    }
    return observed;
  }

  private static Observed make(Runnable entry, int sample, long submitterId, long nanos) {
    return entry instanceof PoolFuture<?> future
        ? new Observed(future, future.plainSubject(), sample, submitterId, nanos)
        : new Observed(Wrapped.original(entry), entry, sample, submitterId, nanos);
  }

  /** What is known of the entry of a queue; perhaps the task alone. */
  static Observed of(Runnable entry) {
    Observed known = known(entry);
    return known != null ? known : unknown(entry, /* sample= */ 0);
  }

  /** What is known of the entry of a queue; null if nobody observed its admission. */
  static @Nullable Observed known(Runnable entry) {
    if (entry instanceof Observed observed) {
      return observed;
    }
    return entry instanceof PoolFuture<?> future ? future.observed() : null;
  }

  /** For a task whose admission nobody observed. */
  static Observed unknown(Runnable entry, int sample) {
    return make(entry, sample, /* submitterId= */ 0, /* nanos= */ 0);
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
  public double sample() {
    return sample * 0x1p-31;
  }

  /** The same as an integer of 31 bits. */
  int sampleBits() {
    return sample;
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
