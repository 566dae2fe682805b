package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TargetTest {

  private static final List<Score> SCORES =
      List.of(
          score("capacity 64", Peer.OURS_VIRTUAL, 100),
          score("capacity 64", Peer.OURS_PLATFORM, 200),
          score("capacity 64", Peer.TPE_ARRAY, 300),
          score("capacity 64", Peer.FORK_JOIN, 50),
          score("capacity 640", Peer.TPE_ARRAY, 10));

  @Test
  void aRatioComparesTheBestOfEachUnderTheSameConditions() {
    assertEquals("| t | >= 3.00 x | 100.0 | 300.0 | 3.00 | met |\n", ratio(3).row(SCORES));
    assertEquals("| t | >= 3.10 x | 100.0 | 300.0 | 3.00 | **missed** |\n", ratio(3.1).row(SCORES));
  }

  @Test
  void anExcessIsTheDifference() {
    Target target =
        Target.excess("t", 49, "Load", List.of(), Metric.TIME, Target.anyOf(Peer.FORK_JOIN));
    assertEquals("| t | <= 49 more | 100.0 | 50.0 | 50.00 | **missed** |\n", target.row(SCORES));
  }

  @Test
  void anAdditionComparesOursWithItself() {
    List<Score> scores =
        List.of(
            score("by SOMEBODY", Peer.OURS_VIRTUAL, 100),
            score("by NOBODY", Peer.OURS_VIRTUAL, 30),
            score("by NOBODY", Peer.OURS_PLATFORM, 20),
            score("by NOBODY", Peer.TPE_ARRAY, 10));
    Target target = Target.addition("t", 69, "Load", "by SOMEBODY", "by NOBODY", Peer.OURS_VIRTUAL);
    assertEquals("| t | <= 69 more | 100.0 | 30.0 | 70.00 | **missed** |\n", target.row(scores));
  }

  @Test
  void aLimitJudgesOursAlone() {
    Target target = Target.limit("t", 100, "Load", List.of("capacity 64"), Metric.TIME);
    assertEquals("| t | <= 100 | 100.0 | 50.0 | 100.00 | met |\n", target.row(SCORES));
  }

  @Test
  void whatWasNotMeasuredIsNotJudged() {
    assertEquals("| t | >= 3.00 x | | | | not measured |\n", ratio(3).on("NOBODY").row(SCORES));
    assertEquals("| t | >= 3.00 x | | | | not measured |\n", ratio(3).row(List.of()));
  }

  private static Target ratio(double wanted) {
    return Target.ratio("t", wanted, "Load", List.of("capacity 64"), Metric.TIME, Peer::isBounded);
  }

  private static Score score(String conditions, Peer peer, double median) {
    return new Score(
        "Load", "execute, " + conditions, peer, Map.of(Metric.TIME, new double[] {median}));
  }
}
