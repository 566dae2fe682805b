package io.gopool;

import org.jspecify.annotations.Nullable;

/**
 * Is told what pools and schedulers do, a little later and by a thread of its own: the event thread
 * of an {@link EventBus}. So it may take its time, up to the bus's patience, without slowing the
 * pool; if it is too slow for long, events are dropped and counted. What it throws is logged, once
 * for each method, and otherwise ignored.
 *
 * <p>Given to a pool with {@link WorkerPool.Builder#listener}, or to a bus of its own. A bus calls
 * its listeners one after the other, so one that is given to a single bus need not be thread-safe.
 * What one thread did is told in the order in which it did it, and what becomes of a task in the
 * order in which it does; {@link EventBus} has more about that.
 *
 * <p>The methods correspond to those of {@link PoolObserver} and {@link SchedulerObserver}, which
 * tell what each of them means. All do nothing by default, and an event for which no listener has a
 * method of its own is not even published. Each has the name of the pool or scheduler first;
 * durations are in nanoseconds, 0 if unknown.
 */
public interface PoolListener {

  /** A worker thread has started. */
  default void workerSpawned(String pool, Thread worker) {}

  /** A worker thread has ended, or is about to. */
  default void workerRetired(String pool, Thread worker, WorkerExit reason) {}

  /** A worker found no work. */
  default void workerIdle(String pool, Thread worker) {}

  /** A worker that was idle went back to work. */
  default void workerReused(String pool, Thread worker) {}

  /** A task was admitted. It may have started, and ended, by now. */
  default void taskAccepted(String pool, ObservedTask task) {}

  /**
   * A task started to run.
   *
   * @param waitedNanos for how long it had waited since its acceptance
   */
  default void taskStarted(String pool, ObservedTask task, Thread worker, long waitedNanos) {}

  /**
   * A task ended.
   *
   * @param failure what it threw; null if it threw nothing
   * @param waitedNanos for how long it had waited since its acceptance
   * @param ranNanos for how long it ran
   */
  default void taskFinished(
      String pool,
      ObservedTask task,
      TaskOutcome outcome,
      @Nullable Throwable failure,
      long waitedNanos,
      long ranNanos) {}

  /** An accepted task will never run. */
  default void taskCancelled(String pool, ObservedTask task) {}

  /** A submission was refused. */
  default void taskRejected(String pool, Runnable task, RejectReason reason) {}

  /** A submitter found the pool full and waits. */
  default void submitterBlocked(String pool, Runnable task, Thread submitter) {}

  /** A submitter waits no longer. */
  default void submitterUnblocked(
      String pool, Runnable task, Thread submitter, long waitedNanos, boolean admitted) {}

  /** A worker took tasks from the queue of another processor. */
  default void tasksStolen(String pool, int fromProcessor, int toProcessor, int tasks) {}

  /** The state changed. */
  default void stateChanged(String pool, State from, State to) {}

  /** The capacity changed. */
  default void resized(String pool, int from, int to) {}

  // ---- schedulers: see EventBus.attach(GpmScheduler)
  // -----------------------------------------------------------------------------

  /** A machine (platform thread) of a scheduler has started. */
  default void machineStarted(String scheduler, int machine) {}

  /** A machine of a scheduler has ended. */
  default void machineStopped(String scheduler, int machine) {}

  /** A processor was taken from the virtual thread on it. */
  default void handoff(String scheduler, int processor, SchedulerObserver.Cause cause) {}

  /** A machine moved virtual threads from the queue of another processor to its own. */
  default void goroutinesStolen(
      String scheduler, int fromProcessor, int toProcessor, int goroutines) {}
}
