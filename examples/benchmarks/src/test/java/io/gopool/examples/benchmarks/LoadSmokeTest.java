package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every part of the plan once, with so few tasks that the score means nothing. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadSmokeTest {

  private static final int TASKS = 100;

  static List<Part> everyPart() {
    return Plan.parts(Form.SHORT);
  }

  @ParameterizedTest
  @MethodSource("everyPart")
  void runsWithItsPeersAndGetsIntoTheReport(Part part) throws RunnerException {
    List<Score> scores =
        Score.of(runOnce(part).stream().flatMap(result -> Sample.of(result).stream()).toList());
    assertEquals(new HashSet<>(part.peers()), scores.stream().map(Score::peer).collect(toSet()));
    String report = MarkdownReport.of(Map.of(), scores);
    for (Score score : scores) {
      assertTrue(Double.isFinite(score.median()), score::toString);
      // What a few tasks keep on this heap may be less than what others have left behind.
      assertTrue(score.median() > 0 || score.has(Metric.RETAINED), score::toString);
      assertTrue(report.contains("| " + score.peer() + " |"), report);
    }
  }

  @Test
  void everyBenchmarkIsInThePlan() {
    Set<String> planned =
        Plan.parts(Form.SHORT).stream()
            .map(part -> part.load().getName() + "." + part.method())
            .collect(toSet());
    Set<String> written =
        BenchmarkList.defaultList()
            .find(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of(Report.class.getPackageName()),
                Collections.emptyList())
            .stream()
            .map(BenchmarkListEntry::getUsername)
            .filter(name -> !name.startsWith(KeyedBenchmark.class.getName())) // has other peers
            .collect(toSet());
    assertEquals(written, planned);
  }

  @Test
  void everyPeerIsInThePlan() {
    Set<Peer> planned =
        Plan.parts(Form.SHORT).stream().flatMap(part -> part.peers().stream()).collect(toSet());
    assertEquals(EnumSet.allOf(Peer.class), planned);
  }

  private static Collection<RunResult> runOnce(Part part) throws RunnerException {
    return part.withTasks(TASKS)
        .with("hogMillis", 1)
        .run(
            new OptionsBuilder()
                .forks(0)
                .mode(Mode.AverageTime)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .verbosity(VerboseMode.SILENT),
            /* warmups= */ 0);
  }
}
