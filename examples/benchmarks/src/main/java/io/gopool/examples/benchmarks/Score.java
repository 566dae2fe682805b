package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one peer did under one load, over all rounds.
 *
 * @param load see {@link Sample}
 * @param conditions see {@link Sample}
 * @param values all readings of each metric, the lowest first
 */
record Score(String load, String conditions, Peer peer, Map<Metric, double[]> values) {

  private record Key(String load, String conditions, Peer peer) {}

  /** One score for all samples of a peer under a load, in the order in which they come first. */
  static List<Score> of(Collection<Sample> samples) {
    return samples.stream()
        .collect(
            groupingBy(
                sample -> new Key(sample.load(), sample.conditions(), sample.peer()),
                LinkedHashMap::new,
                toList()))
        .entrySet()
        .stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Score of(Key key, List<Sample> samples) {
    Map<Metric, double[]> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      double[] readings =
          samples.stream()
              .filter(sample -> sample.metric() == metric)
              .mapToDouble(Sample::value)
              .sorted()
              .toArray();
      if (readings.length > 0) {
        values.put(metric, readings);
      }
    }
    return new Score(key.load(), key.conditions(), key.peer(), values);
  }

  boolean has(Metric metric) {
    return values.containsKey(metric);
  }

  /** The median; NaN if it was not measured. */
  double median(Metric metric) {
    double[] sorted = readings(metric);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The reading below which a quarter of them lie, or the next lower one; NaN if there is none. */
  double lowerQuartile() {
    double[] sorted = readings(main());
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 4];
  }

  /**
   * The reading above which a quarter of them lie, or the next higher one; NaN if there is none.
   */
  double upperQuartile() {
    double[] sorted = readings(main());
    int last = sorted.length - 1;
    return sorted.length == 0 ? Double.NaN : sorted[last - last / 4];
  }

  /** The metric that it is compared by. */
  Metric main() {
    return has(Metric.TIME) ? Metric.TIME : has(Metric.P99) ? Metric.P99 : Metric.RETAINED;
  }

  /** The median of the metric that it is compared by. */
  double median() {
    return median(main());
  }

  private double[] readings(Metric metric) {
    return values.getOrDefault(metric, new double[0]);
  }
}
