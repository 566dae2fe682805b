package io.gopool.keyed;

import io.gopool.Admission;
import io.gopool.TaskExceptionHandler;
import io.gopool.Ticker;
import io.gopool.WorkerThreads;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings, checked.
 *
 * @param totalCapacity {@link #NO_TOTAL} if there is none
 * @param idleExpiryNanos {@link Long#MAX_VALUE} for never
 */
record KeyedConfig(
    String name,
    int capacityPerKey,
    int queueCapacityPerKey,
    int maxKeys,
    int totalCapacity,
    int reservedPerKey,
    Admission admission,
    long idleExpiryNanos,
    WorkerThreads threads,
    @Nullable TaskExceptionHandler exceptionHandler,
    @Nullable UnaryOperator<Runnable> taskDecorator,
    Ticker ticker) {

  static final int NO_TOTAL = Integer.MAX_VALUE;

  boolean hasTotal() {
    return totalCapacity != NO_TOTAL;
  }

  /** How many tasks a key may run without a slot of the total that could be another's. */
  int ownSlots() {
    return hasTotal() ? reservedPerKey : Integer.MAX_VALUE;
  }

  /** What all keys hold back together, those included that do not exist yet. */
  int heldBack() {
    return reservedPerKey * maxKeys; // at most the total, so it fits
  }
}
