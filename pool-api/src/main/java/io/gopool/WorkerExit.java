package io.gopool;

/** Why a worker left. */
public enum WorkerExit {
  /** It had been idle for longer than {@link WorkerPool.Builder#idleExpiry}. */
  EXPIRED,
  /** The pool's capacity had become smaller than the number of workers. */
  SHRUNK,
  /** It had run its share of tasks; a fresh worker took its place. */
  AGE,
  /** The pool's own code failed, or its {@link Ticker} did; logged. No task does that. */
  ERROR,
  /** The pool was shut down. */
  SHUTDOWN,
  /** It found no work while {@link WorkerPool.Builder#maxIdle} workers were idle already. */
  SURPLUS
}
