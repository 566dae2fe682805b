package io.gopool.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds. */
final class Durations {

  private Durations() {}

  /** Returns the nanoseconds, {@link Long#MAX_VALUE} (292 years) if there are more. */
  static long nanos(Duration d) {
    return TimeUnit.NANOSECONDS.convert(d);
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
