package io.gopool.metrics;

import io.gopool.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A scheduler's latencies as a distribution. The scheduler keeps counts only, so the sum is an
 * estimate from the middles of the buckets (at most an eighth off) and the maximum is a bucket's
 * bound.
 */
final class SchedulerLatency implements Supplier<DurationReading> {

  private static final long SHORTEST = 1 << 10;
  private static final long LONGEST = 1L << 36;

  private final Memo<DurationReading> memo;

  SchedulerLatency(LongSupplier clock, Supplier<LatencyHistogram> source) {
    int buckets = source.get().counts().size();
    Recent recent = new Recent(clock.getAsLong(), buckets);
    memo = new Memo<>(clock, () -> read(source.get(), recent, clock.getAsLong()));
  }

  @Override
  public DurationReading get() {
    return memo.get();
  }

  /** The powers of four among the bounds, from a microsecond to a minute. */
  static List<Long> exported(LatencyHistogram histogram) {
    List<Long> exported = new ArrayList<>();
    for (long bound : histogram.upperBounds()) {
      if (bound >= SHORTEST
          && bound <= LONGEST
          && Long.bitCount(bound) == 1
          && Long.numberOfTrailingZeros(bound) % 2 == 0) {
        exported.add(bound);
      }
    }
    return exported;
  }

  private static DurationReading read(LatencyHistogram histogram, Recent recent, long now) {
    long[] bounds = toArray(histogram.upperBounds());
    long[] counts = toArray(histogram.counts());
    recent.add(now, counts, /* max= */ 0);
    long[] recentCounts = recent.of(counts);
    return new DurationReading(
        bounds, counts, sum(bounds, counts), recentCounts, max(bounds, recentCounts));
  }

  private static long[] toArray(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static double sum(long[] bounds, long[] counts) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double lower = i == 0 ? 0 : bounds[i - 1];
      sum += counts[i] * (lower + bounds[i]) / 2;
    }
    return sum;
  }

  private static long max(long[] bounds, long[] counts) {
    int i = counts.length - 1;
    while (i >= 0 && counts[i] == 0) {
      i--;
    }
    return i < 0 ? 0 : bounds[i];
  }
}
