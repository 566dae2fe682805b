package io.gopool.keyed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Times in nanoseconds. */
final class Nanos {

  private Nanos() {}

  /** Returns the nanoseconds, {@link Long#MAX_VALUE} (292 years) if there are more. */
  static long of(Duration d) {
    return TimeUnit.NANOSECONDS.convert(d);
  }

  /** Returns the nanoseconds of what must not be negative. */
  static long ofWait(Duration d, String what) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          what + " must not be negative, was " + d + "; use zero not to wait");
    }
    return of(d);
  }

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
