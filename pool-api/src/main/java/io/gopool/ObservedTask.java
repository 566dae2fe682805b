package io.gopool;

import org.jspecify.annotations.Nullable;

/**
 * A task as a {@link PoolObserver} sees it: the same object from its acceptance to its end.
 *
 * <p>Times are of {@link System#nanoTime}; 0 means unknown: not yet come, or before somebody
 * observed the pool who {@linkplain PoolObserver#wantsTimes wants times}, or of a task that is not
 * among {@linkplain PoolObserver#samplingRate those to be timed}. The time at which a task starts
 * may be a reading taken when its worker finished the task before, so it does not contain the few
 * nanoseconds between them. It is never before the acceptance.
 *
 * <p>Safe to read by the thread that is told of it, and by any to which that passes it on; later
 * steps may then show at any time.
 */
public interface ObservedTask {

  /** Returns the task as it was submitted: the future if there is one. */
  Runnable task();

  /**
   * Returns the name: the one given with the task, that of a {@link NamedTask}, or else the name of
   * the class that was submitted (of a lambda, without its changing part). Computed by each call.
   */
  String name();

  /** Returns the id of the thread that submitted it; 0 if nobody observed the pool then. */
  long submitterId();

  /**
   * Returns when it was accepted. Together with {@link #submitterId} this tells tasks apart, unless
   * it is 0.
   */
  long acceptedNanos();

  /**
   * Returns a number from 0 up to but not including 1, drawn at random when the task was accepted,
   * or when it started if nobody observed the pool before. It is timed if this is less than the
   * {@linkplain PoolObserver#samplingRate sampling rate} of an observer; each whose rate is greater
   * may count it among its own. Always 0 while no observer has a rate below 1.
   */
  double sample();

  /** Returns the thread that runs it, or ran it; null if it has not started. */
  @Nullable Thread worker();

  /** Returns when it started to run. */
  long startedNanos();

  /** Returns when it ended. */
  long finishedNanos();
}
