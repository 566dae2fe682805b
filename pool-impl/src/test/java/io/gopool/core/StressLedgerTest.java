package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.PoolKind;
import io.gopool.core.BrokenPool.Defect;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The books of a round balance until the pool errs for the first time, and then they do not. */
class StressLedgerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static int oneIn(Defect defect) {
    return switch (defect) {
      case LOSES -> 10_000;
      case RUNS_TWICE -> 1_000;
      case RUNS_WHAT_IT_REFUSED, EXCEEDS_ITS_CAPACITY -> 100;
      case FORGETS_WHAT_NEVER_RAN -> 3;
    };
  }

  @ParameterizedTest
  @EnumSource
  void oneErrorOfThePoolShows(Defect defect) throws Exception {
    BrokenPool broken = new BrokenPool(defect, oneIn(defect));
    for (long seed = 1; ; seed++) {
      assertTrue(seed < 1_000, "the pool never erred");
      StressRound round = round(seed, broken);
      List<String> wrong = StressLedger.check(round);
      if (broken.strikes() == 0) {
        assertEquals(List.of(), wrong);
      } else if (round.releasesTimedOut.get() == 0) {
        assertNotEquals(List.of(), wrong, "seed " + seed);
        return;
      } else { // tasks that never ran may have been cut off, which nobody is told
        broken = new BrokenPool(defect, oneIn(defect));
      }
    }
  }

  private static StressRound round(long seed, BrokenPool broken) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    StressSettings settings =
        StressSettings.random(PoolKind.VIRTUAL, random, StressFaults.none(seed));
    StressRound round = new StressRound(settings, "broken-" + seed, random, broken::around);
    try (LogCapture log = new LogCapture()) { // of the planned failures
      assertTrue(round.run(PATIENCE), () -> "hangs: " + seed + log.messages());
    }
    return round;
  }

  @ParameterizedTest
  @EnumSource
  void seedBringsBackSettingsAndFaults(StressFaults.Fault fault) {
    assertEquals(drawn(fault), drawn(fault));
  }

  private static List<Object> drawn(StressFaults.Fault fault) {
    StressFaults faults = StressFaults.with(fault, /* seed= */ 42);
    StressSettings settings =
        StressSettings.random(PoolKind.VIRTUAL, new SplittableRandom(42), faults);
    StressFaults.Point point = StressFaults.Point.TICKER;
    StringBuilder strikes = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      strikes.append(faults.strikes(point, 3));
    }
    return List.of(settings.toString(), strikes.toString());
  }
}
