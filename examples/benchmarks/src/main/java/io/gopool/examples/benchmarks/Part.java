package io.gopool.examples.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * One part of a plan: a benchmark under one set of conditions, with the peers that are compared.
 *
 * @param load the class of the load
 * @param method the benchmark method in it
 * @param params the parameters but for the peer
 * @param peers who is measured
 * @param tasks the tasks of an operation; 0 for as many as the load says
 * @param warmth how many times as long as others it is warmed up
 */
record Part(
    Class<? extends Load> load,
    String method,
    Map<String, String> params,
    List<Peer> peers,
    int tasks,
    int warmth) {

  static Part of(Class<? extends Load> load, String method, List<Peer> ours, Peer... others) {
    List<Peer> peers = Stream.concat(ours.stream(), Arrays.stream(others)).toList();
    return new Part(load, method, Map.of(), peers, 0, 1);
  }

  /** The same with one more parameter. */
  Part with(String param, int value) {
    return with(param, Integer.toString(value));
  }

  /** The same with one more parameter. */
  Part with(String param, String value) {
    Map<String, String> more = new LinkedHashMap<>(params);
    more.put(param, value);
    return new Part(load, method, more, peers, tasks, warmth);
  }

  /** The same with another number of tasks per operation. */
  Part withTasks(int number) {
    return new Part(load, method, params, peers, number, warmth);
  }

  /** The same, warmed up so many times as long as others: much code has to be compiled. */
  Part withWarmth(int times) {
    return new Part(load, method, params, peers, tasks, times);
  }

  /** The same with the peers in reverse. */
  Part reversed() {
    return new Part(load, method, params, peers.reversed(), tasks, warmth);
  }

  /** Its name, for a regular expression to choose it by. */
  String name() {
    return load.getSimpleName() + "." + method + params;
  }

  /**
   * Runs it, one peer after the other.
   *
   * @param warmups the iterations that warm up what needs no longer than others
   */
  Collection<RunResult> run(ChainedOptionsBuilder options, int warmups) throws RunnerException {
    ChainedOptionsBuilder own =
        options
            .include("^" + Pattern.quote(load.getName() + "." + method) + "$")
            .param("peer", peers.stream().map(Peer::name).toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .warmupIterations(warmups * warmth)
            .shouldFailOnError(true);
    params.forEach(own::param);
    if (tasks > 0) {
      own.operationsPerInvocation(tasks);
    }
    return new Runner(own.build()).run();
  }
}
