package io.gopool;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a pool does. Each method is called by the thread that does it, with no lock held, so
 * it must be quick and thread-safe. An exception from a listener is logged and otherwise ignored.
 * Without a listener none of this costs anything.
 */
public interface PoolListener {

  /** Why a worker left. */
  enum WorkerExit {
    /** It had been idle for longer than {@code idleExpiry}. */
    EXPIRED,
    /** It found no work while {@code maxIdle} workers were idle already, or the pool had shrunk. */
    SURPLUS,
    /** It had run its share of tasks; a fresh worker took its place. */
    RETIRED,
    /** The pool was shut down. */
    SHUTDOWN,
    /** The pool's own code failed, or its {@link Ticker} did; logged. No task does that. */
    CRASHED
  }

  /** A worker thread has started; called by that thread. */
  default void workerStarted(String pool, Thread worker) {}

  /** A worker thread is about to end; called by that thread. */
  default void workerStopped(String pool, Thread worker, WorkerExit reason) {}

  /** A task is about to run in the current thread. */
  default void taskStarted(String pool, Runnable task) {}

  /**
   * A task ended in the current thread.
   *
   * @param failure what it threw, null if it returned; the failure of a submitted task is in its
   *     future and also given here
   */
  default void taskFinished(String pool, Runnable task, @Nullable Throwable failure) {}

  /**
   * A submission was refused: {@link PoolOverloadedException}, {@link PoolClosedException} or
   * false.
   */
  default void taskRejected(String pool, Runnable task) {}

  /** The state changed. */
  default void stateChanged(String pool, State from, State to) {}

  /** The capacity changed. */
  default void resized(String pool, int from, int to) {}
}
