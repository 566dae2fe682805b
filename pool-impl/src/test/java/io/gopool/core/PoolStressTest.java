package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.PoolKind;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random use by many threads of pools with random settings, one {@link StressRound} after the
 * other. Each task's fate is tracked by the test and compared with what the pool says; no round may
 * hang.
 *
 * <p>{@code -Dgopool.stress.seconds} makes it run longer than {@value #DEFAULT_SECONDS} s, {@code
 * -Dgopool.stress.seed} begins with the round of a seed that a failure printed (which does not
 * bring back the interleaving).
 */
@ParameterizedClass
@EnumSource(PoolKind.class)
class PoolStressTest {

  private static final int DEFAULT_SECONDS = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Parameter PoolKind kind;

  private final LogCapture log = new LogCapture(); // of the warnings about planned failures

  @AfterEach
  void stopCapture() {
    log.close();
  }

  @Test
  void noTaskIsLostOrRunTwiceAndNothingHangs() throws Exception {
    long seconds = Long.getLong("gopool.stress.seconds", DEFAULT_SECONDS);
    long seed = Long.getLong("gopool.stress.seed", System.nanoTime());
    long share = Duration.ofSeconds(seconds).toNanos() / PoolKind.values().length;
    System.out.println("PoolStressTest " + kind + ": first seed " + seed);
    long end = System.nanoTime() + share;
    long rounds = 0;
    long tasks = 0;
    do {
      tasks += round(seed + rounds++);
    } while (System.nanoTime() - end < 0);
    System.out.println("PoolStressTest " + kind + ": " + rounds + " rounds, " + tasks + " tasks");
  }

  private int round(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    StressSettings settings = StressSettings.random(kind, random, StressFaults.none(seed));
    StressRound round = new StressRound(settings, "stress-" + seed, random);
    String which = "seed " + seed + ", " + settings;
    assertTrue(
        round.run(PATIENCE),
        () -> which + " hangs: " + round.violations + "\n" + HangReport.of(round.pool));
    List<String> wrong = StressLedger.check(round);
    assertEquals(List.of(), wrong, () -> which + "\n" + round.pool.stats());
    return round.tasks.size();
  }
}
