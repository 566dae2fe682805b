package io.gopool.keyed;

/** When a wait is over, by {@link System#nanoTime}. */
final class Nanos {

  private Nanos() {}

  /**
   * Returns when a wait that begins now is over, for {@link #left}; {@link Long#MAX_VALUE} never.
   */
  static long deadline(long nanos) {
    return nanos == Long.MAX_VALUE ? nanos : System.nanoTime() + nanos;
  }

  /** Returns the nanoseconds left until a deadline, zero or less when it is over. */
  static long left(long deadline) {
    return deadline == Long.MAX_VALUE ? deadline : deadline - System.nanoTime();
  }
}
