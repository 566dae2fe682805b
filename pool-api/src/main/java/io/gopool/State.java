package io.gopool;

/**
 * The life of a {@link WorkerPool}, and of {@link KeyedPools}, which cannot be rebooted.
 *
 * <pre>{@code
 * OPEN --shutdown, shutdownNow, close, release--> DRAINING --last task and worker gone--> CLOSED
 *  ^                                                 |                                      |
 *  +-------------- reboot by a worker ---------------+                                      |
 *  +---------------------------------------- reboot ----------------------------------------+
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
