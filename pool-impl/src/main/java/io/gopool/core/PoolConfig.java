package io.gopool.core;

import io.gopool.Admission;
import io.gopool.EventBus;
import io.gopool.PoolObserver;
import io.gopool.TaskExceptionHandler;
import io.gopool.Ticker;
import io.gopool.WorkerThreads;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool, checked.
 *
 * @param events the bus of the pool's listeners, null if there are none
 * @param idleExpiryNanos {@link Long#MAX_VALUE} for never
 */
record PoolConfig(
    String name,
    int capacity,
    int queueCapacity,
    Admission admission,
    int maxBlockedSubmitters,
    int processors,
    WorkerThreads threads,
    long idleExpiryNanos,
    int maxIdle,
    int preStart,
    boolean depthFirst,
    TaskExceptionHandler exceptionHandler,
    @Nullable UnaryOperator<Runnable> taskDecorator,
    List<PoolObserver> observers,
    @Nullable EventBus events,
    Ticker ticker) {

  static final int UNBOUNDED = Integer.MAX_VALUE;

  boolean expires() {
    return idleExpiryNanos != Long.MAX_VALUE;
  }

  /** The most idle workers: none if they would expire at once. */
  int idleBound() {
    return idleExpiryNanos == 0 ? 0 : maxIdle;
  }
}
