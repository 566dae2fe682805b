package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
        | peer | bound | ns/task | bytes/task | best reading | ratio |
        |---|---|---:|---:|---:|---:|
        | OURS_VIRTUAL | yes | 100.0 | 8.0 | 99.0 | 3.00 |
        | FORK_JOIN | no | 200.0 | 8.0 | 199.0 | 1.50 |
        | TPE_ARRAY | yes | 300.0 | 8.0 | 299.0 | 1.00 |
        | VIRTUAL_SEMAPHORE | yes | 400.0 | 8.0 | 399.0 | 0.75 |
        """,
        table);
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
