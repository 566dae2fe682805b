package io.gopool;

import java.time.Duration;
import java.util.List;

/**
 * Counts of durations by size, as Go's {@code /sched/latencies:seconds}. A bucket spans at most a
 * quarter of its lower bound.
 *
 * @param upperBounds each bucket's bound, exclusive, in nanoseconds, ascending
 * @param counts how many durations fell into the bucket, of the same length
 */
public record LatencyHistogram(List<Long> upperBounds, List<Long> counts) {

  /** Makes the lists unmodifiable. */
  public LatencyHistogram {
    upperBounds = List.copyOf(upperBounds);
    counts = List.copyOf(counts);
    if (upperBounds.size() != counts.size()) {
      throw new IllegalArgumentException(
          "as many bounds as counts are needed, were "
              + upperBounds.size()
              + " and "
              + counts.size());
    }
  }

  /** Returns how many durations were counted. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the upper bound of the bucket that a quantile falls into; zero if nothing was counted.
   *
   * @param quantile 0.99, say
   * @throws IllegalArgumentException if not in [0, 1]
   */
  public Duration quantile(double quantile) {
    if (!(quantile >= 0 && quantile <= 1)) {
      throw new IllegalArgumentException("quantile must be in [0, 1], was " + quantile);
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * total()));
    long seen = 0;
    for (int i = 0; i < counts.size(); i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return Duration.ofNanos(upperBounds.get(i));
      }
    }
    return Duration.ZERO;
  }

  @Override
  public String toString() {
    return ("LatencyHistogram[total=" + total())
        + (", median=" + quantile(0.5))
        + (", p99=" + quantile(0.99))
        + (", max=" + quantile(1) + "]");
  }
}
