package io.gopool.metrics;

/** What was recorded until some moment. Immutable, as long as nobody writes to the arrays. */
final class DurationReading {

  private final long[] bounds;
  private final long[] counts;
  private final double sumNanos;
  private final long[] recent;
  private final long recentMaxNanos;

  /**
   * @param bounds the longest duration of each bucket, in nanoseconds
   * @param counts how many durations fell into each bucket, since the beginning
   * @param sumNanos the sum of all durations
   * @param recent as {@code counts}, but of the recent past; see {@link Recent}
   * @param recentMaxNanos the longest duration of the recent past; zero if there is none
   */
  DurationReading(
      long[] bounds, long[] counts, double sumNanos, long[] recent, long recentMaxNanos) {
    this.bounds = bounds;
    this.counts = counts;
    this.sumNanos = sumNanos;
    this.recent = recent;
    this.recentMaxNanos = recentMaxNanos;
  }

  double sumNanos() {
    return sumNanos;
  }

  long recentMaxNanos() {
    return recentMaxNanos;
  }

  long recentCount() {
    return total(recent);
  }

  long count() {
    return total(counts);
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /**
   * Returns how many durations were at most {@code nanos}.
   *
   * @param nanos a bucket's bound
   */
  long countAtMost(long nanos) {
    long total = 0;
    for (int i = 0; i < counts.length && bounds[i] <= nanos; i++) {
      total += counts[i];
    }
    return total;
  }

  /**
   * Returns a percentile of the recent durations, as if those in a bucket were evenly spread over
   * it; {@link Double#NaN} if there are none.
   *
   * @param quantile in [0, 1]
   */
  double percentileNanos(double quantile) {
    long total = recentCount();
    if (total == 0) {
      return Double.NaN;
    }
    double rank = quantile * total;
    long below = 0;
    int i = 0;
    while (recent[i] == 0 || below + recent[i] < rank) {
      below += recent[i++];
    }
    double lower = i == 0 ? 0 : bounds[i - 1];
    double upper = Math.max(lower, (double) Math.min(bounds[i], recentMaxNanos));
    return lower + (upper - lower) * (rank - below) / recent[i];
  }
}
