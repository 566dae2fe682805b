package io.gopool.metrics;

import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The meters of a distribution of durations. Micrometer has no timer with a histogram that is read
 * through functions, so this is what it makes of a timer for registries without a histogram of
 * their own ("HistogramGauges, common format"): {@code name.percentile} with the tag {@code phi}
 * and {@code name.histogram} with the tag {@code le}. Here the latter are cumulative counters, as
 * Prometheus' {@code histogram_quantile} wants them, and {@code le} is in seconds, whatever the
 * registry's unit of time.
 */
final class HistogramMeters {

  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  /** 1, 2.5 and 5 of each decade from a microsecond on, and 100 s. */
  static final List<Long> BOUNDS = bounds();

  private HistogramMeters() {}

  private static List<Long> bounds() {
    List<Long> bounds = new ArrayList<>();
    long hundredSeconds = 100_000_000_000L;
    for (long unit = 1_000; unit < hundredSeconds; unit *= 10) {
      bounds.addAll(List.of(unit, unit / 2 * 5, unit * 5));
    }
    bounds.add(hundredSeconds);
    return List.copyOf(bounds);
  }

  /**
   * Registers the meters.
   *
   * @param what "Time that ..."
   * @param boundsNanos bounds of buckets of the readings
   */
  static void register(
      MeterSet meters,
      String name,
      String what,
      List<Long> boundsNanos,
      Supplier<DurationReading> source) {
    meters.timer(name, what, () -> source.get().count(), () -> source.get().sumNanos());
    meters.timeGauge(
        name + ".max",
        Tags.empty(),
        what + ": the longest of the last two minutes",
        () -> source.get().recentMaxNanos());
    for (double quantile : QUANTILES) {
      meters.timeGauge(
          name + ".percentile",
          Tags.of("phi", Double.toString(quantile)),
          what + ": percentiles of the last two minutes",
          () -> source.get().percentileNanos(quantile));
    }
    String histogram = what + ": how often it was at most le seconds";
    for (long bound : boundsNanos) {
      meters.counter(
          name + ".histogram",
          Tags.of("le", seconds(bound)),
          /* unit= */ null,
          histogram,
          () -> source.get().countAtMost(bound));
    }
    meters.counter(
        name + ".histogram",
        Tags.of("le", "+Inf"),
        /* unit= */ null,
        histogram,
        () -> source.get().count());
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }
}
