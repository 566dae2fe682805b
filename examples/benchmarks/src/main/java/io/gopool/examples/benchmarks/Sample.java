package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * One reading: a metric of one peer under one load, in one iteration.
 *
 * @param load the class of the load, without "Benchmark"
 * @param conditions the method and the parameters but for the peer: samples are only to be compared
 *     if these are the same
 */
record Sample(String load, String conditions, Peer peer, Metric metric, double value) {

  private static final String PEER = "peer";

  /** All that an iteration of a benchmark has brought. */
  static List<Sample> of(RunResult result) {
    BenchmarkParams params = result.getParams();
    String benchmark = params.getBenchmark();
    int dot = benchmark.lastIndexOf('.');
    String load =
        benchmark
            .substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot)
            .replaceFirst("Benchmark$", "");
    String conditions = benchmark.substring(dot + 1) + conditions(params);
    Peer peer = Peer.valueOf(params.getParam(PEER));
    List<Sample> samples = new ArrayList<>();
    result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .forEach(
            iteration ->
                add(
                    iteration,
                    (metric, value) ->
                        samples.add(new Sample(load, conditions, peer, metric, value))));
    return samples;
  }

  private interface Sink {
    void add(Metric metric, double value);
  }

  /** A load with a metric of its own has no time per task: it would be that of its schedule. */
  private static void add(IterationResult iteration, Sink sink) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    iteration
        .getSecondaryResults()
        .forEach(
            (label, result) ->
                Metric.ofLabel(label).ifPresent(metric -> values.put(metric, result.getScore())));
    boolean timed = Set.of(Metric.ALLOCATED).containsAll(values.keySet());
    if (timed) {
      values.put(Metric.TIME, iteration.getPrimaryResult().getScore());
    } else {
      values.remove(Metric.ALLOCATED);
    }
    values.forEach(sink::add);
  }

  private static String conditions(BenchmarkParams params) {
    return params.getParamsKeys().stream()
        .filter(key -> !key.equals(PEER))
        .map(key -> ", " + key + " " + params.getParam(key))
        .collect(joining());
  }
}
