package io.gopool;

/**
 * The life of a {@link WorkerPool}.
 *
 * <pre>{@code
 * OPEN --shutdown, close, release--> DRAINING --last task and last worker gone--> CLOSED
 *  ^                                                                                |
 *  +------------------------------------ reboot ------------------------------------+
 * }</pre>
 */
public enum State {
  /** Admits and runs tasks. */
  OPEN,
  /** Admits nothing; what was admitted still runs (or was handed back by {@code shutdownNow}). */
  DRAINING,
  /** Nothing runs and no worker thread lives. {@link WorkerPool#reboot} makes it serve again. */
  CLOSED
}
