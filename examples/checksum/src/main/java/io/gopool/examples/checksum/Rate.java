package io.gopool.examples.checksum;

/**
 * How fast a counter grows, smoothed over about a second: each interval weighs in by its length.
 * Used by one thread.
 */
final class Rate {

  private static final double SMOOTHING_NANOS = 1e9;

  private long lastNanos;
  private long lastCount;
  private double perSecond;
  private boolean started;

  Rate(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** Returns the rate per second, given the count at a time. */
  double update(long nowNanos, long count) {
    long elapsed = nowNanos - lastNanos;
    if (elapsed <= 0) {
      return perSecond;
    }
    double recent = (count - lastCount) * 1e9 / elapsed;
    double weight = started ? 1 - Math.exp(-elapsed / SMOOTHING_NANOS) : 1;
    perSecond += weight * (recent - perSecond);
    started = true;
    lastNanos = nowNanos;
    lastCount = count;
    return perSecond;
  }
}
