package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.joining;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What one peer did under one load.
 *
 * @param load the class of the load
 * @param conditions the method and the parameters but for the peer: scores are only to be compared
 *     if these are the same
 * @param peer who ran the tasks
 * @param median nanoseconds per task
 * @param min nanoseconds per task
 * @param bytes allocated per task, by all threads; NaN if not measured
 */
record Score(String load, String conditions, Peer peer, double median, double min, double bytes) {

  private static final String PEER = "peer";
  private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

  static Score of(RunResult result) {
    BenchmarkParams params = result.getParams();
    String benchmark = params.getBenchmark();
    int dot = benchmark.lastIndexOf('.');
    Statistics nanos = result.getPrimaryResult().getStatistics();
    Result<?> allocated = result.getSecondaryResults().get(BYTES_PER_OPERATION);
    return new Score(
        benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot),
        benchmark.substring(dot + 1) + conditions(params),
        Peer.valueOf(params.getParam(PEER)),
        nanos.getPercentile(50),
        nanos.getMin(),
        allocated == null ? Double.NaN : allocated.getScore());
  }

  private static String conditions(BenchmarkParams params) {
    return params.getParamsKeys().stream()
        .filter(key -> !key.equals(PEER))
        .map(key -> ", " + key + " " + params.getParam(key))
        .collect(joining());
  }
}
