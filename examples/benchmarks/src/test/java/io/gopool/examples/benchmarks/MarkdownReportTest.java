package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MarkdownReportTest {

  @Test
  void theRatioIsToTheBestPeerThatIsBoundedAndNotOurs() {
    String table =
        MarkdownReport.table(
            List.of(
                score(Peer.VIRTUAL_SEMAPHORE, 400),
                score(Peer.TPE_ARRAY, 300),
                score(Peer.FORK_JOIN, 200),
                score(Peer.OURS_VIRTUAL, 100)));
    assertEquals(
        """
        | peer | bound | ns/task | bytes/task | quartiles | ratio |
        |---|---|---:|---:|---:|---:|
        | OURS_VIRTUAL | yes | 100.0 | 8.0 | 99.0 .. 101.0 | 3.00 |
        | FORK_JOIN | no | 200.0 | 8.0 | 199.0 .. 201.0 | 1.50 |
        | TPE_ARRAY | yes | 300.0 | 8.0 | 299.0 .. 301.0 | 1.00 |
        | VIRTUAL_SEMAPHORE | yes | 400.0 | 8.0 | 399.0 .. 401.0 | 0.75 |
        """,
        table);
  }

  @Test
  void whatKeepsNoBoundHasNoPartInTheLosses() {
    assertEquals(
        "Nowhere in this run.\n",
        Losses.list(List.of(score(Peer.FORK_JOIN, 50), score(Peer.OURS_VIRTUAL, 100))));
  }

  @Test
  void aLossNamesTheWinnerAndTheBestOfOurs() {
    assertEquals(
        "- Load: execute: TPE_ARRAY is ahead of OURS_PLATFORM, 50.0 to 75.0 ns/task; we take 1.50"
            + " times as much.\n",
        Losses.list(
            List.of(
                score(Peer.TPE_LINKED, 60),
                score(Peer.TPE_ARRAY, 50),
                score(Peer.OURS_PLATFORM, 75),
                score(Peer.OURS_VIRTUAL, 100))));
  }

  @Test
  void aLossByLessThanTheReadingsDifferSaysSo() {
    assertEquals(
        "- Load: execute: TPE_ARRAY is ahead of OURS_VIRTUAL, 50.0 to 52.0 ns/task; we take 1.04"
            + " times as much, but the quartiles overlap.\n",
        Losses.list(List.of(score(Peer.TPE_ARRAY, 50), score(Peer.OURS_VIRTUAL, 52))));
  }

  @Test
  void writesAReportWithItsCharts(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("samples.tsv");
    Map<String, String> facts = Map.of("JDK", "25");
    Sample sample = new Sample("Load", "execute, n 1", Peer.TPE_ARRAY, Metric.TIME, 12.5);
    Measurements.begin(file, facts, /* append= */ false);
    Measurements.append(file, List.of(sample));
    Measurements.begin(file, facts, /* append= */ true);
    Measurements.append(file, List.of(sample));
    assertEquals(new Measurements(facts, List.of(sample, sample)), Measurements.read(file));

    Path report = MarkdownReport.write(Measurements.read(file), folder.resolve("report"));
    String text = Files.readString(report);
    assertTrue(text.contains("- JDK: 25\n"), text);
    assertTrue(text.contains("| TPE_ARRAY | yes | 12.5 | 12.5 .. 12.5 | 1.00 |"), text);
    assertTrue(text.contains("](load-execute-n-1.svg)"), text);
    assertTrue(Files.exists(report.resolveSibling("load-execute-n-1.svg")));
  }

  @Test
  void aPieceOfAnotherRunIsNotAppended(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("samples.tsv");
    Measurements.begin(file, Map.of("JDK", "25"), /* append= */ false);
    assertThrows(
        IllegalArgumentException.class,
        () -> Measurements.begin(file, Map.of("JDK", "26"), /* append= */ true));
  }

  private static Score score(Peer peer, double median) {
    return new Score(
        "Load",
        "execute",
        peer,
        Map.of(
            Metric.TIME,
            new double[] {median - 1, median, median + 1},
            Metric.ALLOCATED,
            new double[] {8}));
  }
}
