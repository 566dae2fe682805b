package io.gopool.core;

/** A point in time, or never. */
final class Deadline {

  private final long at; // meaningless if never
  private final boolean never;

  /**
   * Creates one that is {@code nanos} from now.
   *
   * @param nanos {@link Long#MAX_VALUE} for never, negative for now
   */
  Deadline(long nanos) {
    never = nanos == Long.MAX_VALUE;
    at = never ? 0 : System.nanoTime() + Math.max(0, nanos);
  }

  /** Returns the nanoseconds left, zero or less when over, {@link Long#MAX_VALUE} for ever. */
  long left() {
    return never ? Long.MAX_VALUE : at - System.nanoTime();
  }

  boolean isNever() {
    return never;
  }

  boolean isOver() {
    return !never && left() <= 0;
  }
}
