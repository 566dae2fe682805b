package io.gopool;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a pool does, by the very thread that does it and while it does it, with no lock
 * held; but whoever changes a {@link MultiPool} as a whole ({@code resize}, {@code shutdown},
 * {@code shutdownNow}, {@code release}, {@code close}, {@code reboot}) holds a lock that keeps
 * others from doing so. So it must be quick and thread-safe and must not block, nor wait for a lock
 * that others hold while they change the pool; for anything else there is {@link PoolListener}.
 * What it throws is logged, once for each method, and otherwise ignored. An observer that hangs may
 * hold up the submitter or worker that is in it, and a worker that is searching for tasks or a
 * submitter that is publishing one keeps others waiting.
 *
 * <p>Attach one with {@link WorkerPool.Builder#observer} or, while the pool lives, {@link
 * WorkerPool#observe}. Without any, a task pays one branch where it is submitted and one where it
 * runs. Of what was under way when it was attached an observer sees the rest only: a task's start
 * and end, but not its acceptance.
 *
 * <p>For each task, in this order: accepted; started and finished, or cancelled. A task that an
 * observer saw start it also sees finish, and one that it saw accepted it sees finish or be
 * cancelled, if it is still attached by then.
 */
public interface PoolObserver {

  /**
   * Whether it needs the times of an {@link ObservedTask} and of {@link #submitterUnblocked}; asked
   * once, when it is attached. If nobody wants them the pool reads no clock and all are 0.
   */
  default boolean wantsTimes() {
    return true;
  }

  /**
   * The part of the tasks whose times it needs, more than 0 and at most 1; asked once, when it is
   * attached, and only of who {@linkplain #wantsTimes wants times}. Another number is refused then,
   * by an {@link IllegalArgumentException}. For other tasks the pool reads no clock, unless another
   * observer needs it to: whoever wants no more than its part looks at {@link ObservedTask#sample}.
   * Blocked submitters are always timed.
   */
  default double samplingRate() {
    return 1;
  }

  /** A worker thread has started; called by that thread, before anything else that it does. */
  default void workerSpawned(Thread worker) {}

  /** A worker thread is about to end; called by that thread, as the last it tells. */
  default void workerRetired(Thread worker, WorkerExit reason) {}

  /** A worker found no work and is about to rest; called by that thread. */
  default void workerIdle(Thread worker) {}

  /** A worker that was idle goes back to work; called by that thread. */
  default void workerReused(Thread worker) {}

  /**
   * A task was admitted and is about to be queued, or to be run inline by its submitter. Called by
   * the submitter; if that is blocked, by the thread that admits its task. If then no worker can be
   * started for it, the task is taken back and told as cancelled, although {@link PoolStats} never
   * counts it.
   */
  default void taskAccepted(ObservedTask task) {}

  /** A task is about to run in the current thread. */
  default void taskStarted(ObservedTask task) {}

  /**
   * A task ended in the current thread. Called before the pool counts its slot as free.
   *
   * @param failure what it threw; null if it threw nothing. The failure of a submitted task is in
   *     its future and also given here; a task that was cancelled may have thrown something too
   */
  default void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {}

  /** An accepted task will never run; called by whoever cancelled it. */
  default void taskCancelled(ObservedTask task) {}

  /**
   * A submission was refused; called by the submitter.
   *
   * @param task the task as it was submitted
   */
  default void taskRejected(Runnable task, RejectReason reason) {}

  /**
   * A submitter found the pool full and is about to wait; called by that thread.
   *
   * @param task the task as it was submitted
   */
  default void submitterBlocked(Runnable task) {}

  /**
   * A submitter waits no longer; called by that thread, once for each {@link #submitterBlocked} and
   * to the same observers.
   *
   * @param waitedNanos for how long it waited; 0 if unknown
   * @param admitted false if it gave up, was interrupted or refused
   */
  default void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {}

  /**
   * A worker took tasks from the queue of another processor; called by that worker.
   *
   * @param fromProcessor whose queue it was; counted from 0
   * @param toProcessor the worker's own
   * @param tasks how many
   */
  default void tasksStolen(int fromProcessor, int toProcessor, int tasks) {}

  /** The state changed. Two changes in quick succession may be told in either order. */
  default void stateChanged(State from, State to) {}

  /** The capacity changed. Two changes in quick succession may be told in either order. */
  default void resized(int from, int to) {}
}
