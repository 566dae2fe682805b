package io.gopool.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds. */
public final class Durations {

  private Durations() {}

  /** Returns the nanoseconds, {@link Long#MAX_VALUE} (292 years) if there are more. */
  public static long nanos(Duration d) {
    return TimeUnit.NANOSECONDS.convert(d);
  }

  /**
   * Returns the nanoseconds that somebody is to wait for.
   *
   * @param what the name of the duration
   * @throws IllegalArgumentException if it is negative
   */
  public static long nanosToWait(Duration d, String what) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          what + " must not be negative, was " + d + "; use zero not to wait");
    }
    return nanos(d);
  }
}
