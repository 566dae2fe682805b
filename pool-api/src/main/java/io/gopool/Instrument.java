package io.gopool;

/**
 * Sees each pool and each scheduler of the JVM as it is built, in order to observe it, and is told
 * when it has ended. Instruments are found once, with {@link java.util.ServiceLoader}; the
 * implementation brings two, for the JDK's Flight Recorder and for the scheduler trace line.
 *
 * <p>Methods are called by the thread that builds, after the pool or scheduler is complete, or that
 * brought the end about, which may be a worker, and may be called by several at once. What they
 * throw is logged and otherwise ignored. An instrument that keeps what it was given must do so by a
 * weak reference: a pool that is dropped without {@code close()} is noticed only if nothing else
 * refers to it, and nobody is told of its end.
 *
 * <p>An application is taken out of a JVM that goes on only if nothing there refers to its classes.
 * So an instrument that has a thread, or is known to a class of the JDK, gives that up when the
 * last pool and the last scheduler have ended.
 */
public interface Instrument {

  /** A pool was built; of a {@link MultiPool} each of its pools. */
  default void poolBuilt(WorkerPool pool) {}

  /**
   * A pool has ended: nothing is left in it, but for the thread that calls, perhaps. If it is
   * rebooted at that moment this may be told after {@link #poolReopened}; {@link WorkerPool#state}
   * is {@link State#OPEN} then.
   */
  default void poolClosed(WorkerPool pool) {}

  /** A pool that had ended was rebooted. */
  default void poolReopened(WorkerPool pool) {}

  /** A scheduler was built. */
  default void schedulerBuilt(GpmScheduler scheduler) {}

  /** A scheduler was closed; told each time. */
  default void schedulerClosed(GpmScheduler scheduler) {}

  /** Called by an implementation of pools: tells all instruments. */
  static void tell(WorkerPool pool) {
    Instruments.tell(i -> i.poolBuilt(pool));
  }

  /** Called by an implementation of pools: tells all instruments. */
  static void tellClosed(WorkerPool pool) {
    Instruments.tell(i -> i.poolClosed(pool));
  }

  /** Called by an implementation of pools: tells all instruments. */
  static void tellReopened(WorkerPool pool) {
    Instruments.tell(i -> i.poolReopened(pool));
  }

  /** Called by an implementation of schedulers: tells all instruments. */
  static void tell(GpmScheduler scheduler) {
    Instruments.tell(i -> i.schedulerBuilt(scheduler));
  }

  /** Called by an implementation of schedulers: tells all instruments. */
  static void tellClosed(GpmScheduler scheduler) {
    Instruments.tell(i -> i.schedulerClosed(scheduler));
  }
}
