package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once with every peer, on a batch so small that the score means nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadSmokeTest {

  static Set<String> everyBenchmark() {
    return entries(Report.class.getPackageName()).stream()
        .map(BenchmarkListEntry::getUsername)
        .collect(toSet());
  }

  @ParameterizedTest
  @MethodSource("everyBenchmark")
  void runsWithEveryPeerAndGetsIntoTheReport(String benchmark) throws RunnerException {
    Collection<RunResult> results = runOnce(benchmark);

    List<Score> scores = results.stream().map(Score::of).toList();
    assertEquals(peersOf(benchmark), scores.stream().map(s -> s.peer().name()).collect(toSet()));
    String report = MarkdownReport.of(results);
    for (Score score : scores) {
      assertTrue(score.min() > 0 && score.median() >= score.min(), score::toString);
      assertTrue(score.bytes() >= 0, score::toString);
      assertTrue(report.contains("| " + score.peer() + " |"), report);
    }
  }

  private static Collection<RunResult> runOnce(String benchmark) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(exactly(benchmark))
                .operationsPerInvocation(500)
                .param("capacity", "64")
                .param("submitters", "2")
                .forks(0)
                .mode(Mode.AverageTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  private static Set<String> peersOf(String benchmark) {
    BenchmarkListEntry entry = entries(exactly(benchmark)).iterator().next();
    return Set.of(entry.getParams().get().get("peer"));
  }

  private static Set<BenchmarkListEntry> entries(String pattern) {
    return BenchmarkList.defaultList()
        .find(
            OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
            List.of(pattern),
            Collections.emptyList());
  }

  private static String exactly(String benchmark) {
    return "^" + Pattern.quote(benchmark) + "$";
  }
}
