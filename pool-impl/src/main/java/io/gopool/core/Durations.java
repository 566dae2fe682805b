package io.gopool.core;

import java.time.Duration;

/** Durations as nanoseconds. */
final class Durations {

  private Durations() {}

  /** Returns the nanoseconds, {@link Long#MAX_VALUE} (292 years) if there are more. */
  static long nanos(Duration d) {
    try {
      return d.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Rejects a negative duration. */
  static Duration requireNonNegative(Duration d, String what) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          what + " must not be negative, was " + d + "; use zero not to wait");
    }
    return d;
  }
}
