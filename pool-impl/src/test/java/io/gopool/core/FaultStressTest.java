package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.PoolKind;
import io.gopool.core.StressFaults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rounds as in {@link PoolStressTest}, with faults all around the pool: see {@link Fault}. Each
 * kind of fault has its turn, together with some others. Afterwards the books balance, no round
 * hangs, and no thread is left.
 *
 * <p>{@code -Dgopool.fault.seconds} makes it run longer than {@value #DEFAULT_SECONDS} s, {@code
 * -Dgopool.fault.seed} begins with the round of a seed that a failure printed (which brings back
 * its settings and faults, not the interleaving).
 */
@ParameterizedClass
@EnumSource(PoolKind.class)
class FaultStressTest {

  private static final int DEFAULT_SECONDS = 24;
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Parameter PoolKind kind;

  @Test
  void noTaskIsLostAndNoThreadIsLeftWhateverFails() throws Exception {
    long seconds = Long.getLong("gopool.fault.seconds", DEFAULT_SECONDS);
    long seed = Long.getLong("gopool.fault.seed", System.nanoTime());
    long share = Duration.ofSeconds(seconds).toNanos() / PoolKind.values().length;
    System.out.println("FaultStressTest " + kind + ": first seed " + seed);
    long end = System.nanoTime() + share;
    long rounds = 0;
    long tasks = 0;
    do {
      tasks += round(seed + rounds++);
    } while (System.nanoTime() - end < 0 || rounds < FAULTS.size());
    System.out.println("FaultStressTest " + kind + ": " + rounds + " rounds, " + tasks + " tasks");
  }

  private int round(long seed) throws InterruptedException {
    try (LogCapture log = new LogCapture()) { // of the planned failures
      Fault turn = FAULTS.get(Math.floorMod(seed, FAULTS.size()));
      SplittableRandom random = new SplittableRandom(seed);
      StressSettings settings = StressSettings.random(kind, random, StressFaults.with(turn, seed));
      StressRound round = new StressRound(settings, "fault-" + seed, random);
      String which = "-Dgopool.fault.seed=" + seed + ", " + settings;
      assertTrue(
          round.run(PATIENCE),
          () -> which + " hangs: " + round.violations + "\n" + HangReport.of(round.pool));
      List<String> wrong = StressLedger.check(round);
      assertEquals(
          List.of(),
          wrong,
          () ->
              which
                  + "\n"
                  + round.pool.stats()
                  + "\n"
                  + log.messages().stream().distinct().toList());
      return round.tasks.size();
    }
  }
}
