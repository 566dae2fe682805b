package io.gopool;

/**
 * Sees each pool and each scheduler of the JVM as it is built, in order to observe it. Instruments
 * are found once, with {@link java.util.ServiceLoader}; the implementation brings two, for the
 * JDK's Flight Recorder and for the scheduler trace line.
 *
 * <p>Methods are called by the thread that builds, after the pool or scheduler is complete, and may
 * be called by several at once. What they throw is logged and otherwise ignored. An instrument that
 * keeps what it was given must do so by a weak reference: a pool that is dropped without {@code
 * close()} is noticed only if nothing else refers to it.
 */
public interface Instrument {

  /** A pool was built; of a {@link MultiPool} each of its pools. */
  default void poolBuilt(WorkerPool pool) {}

  /** A scheduler was built. */
  default void schedulerBuilt(GpmScheduler scheduler) {}

  /** Called by an implementation of pools: tells all instruments. */
  static void tell(WorkerPool pool) {
    Instruments.tell(i -> i.poolBuilt(pool));
  }

  /** Called by an implementation of schedulers: tells all instruments. */
  static void tell(GpmScheduler scheduler) {
    Instruments.tell(i -> i.schedulerBuilt(scheduler));
  }
}
