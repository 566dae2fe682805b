package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolDump;
import io.gopool.contract.PoolKind;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two threads take dumps without a pause while {@link StressRound}s go on. No task is lost, nothing
 * hangs, and no deadlock is seen, as there is none.
 */
@ParameterizedClass
@EnumSource(PoolKind.class)
class DumpStressTest {

  private static final Duration SHARE = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Parameter PoolKind kind;

  private final LogCapture log = new LogCapture(); // of the warnings about planned failures

  @AfterEach
  void stopCapture() {
    log.close();
  }

  @Test
  void dumpsDisturbNothing() throws Exception {
    long seed = Long.getLong("gopool.stress.seed", System.nanoTime());
    long end = System.nanoTime() + SHARE.toNanos();
    long dumps = 0;
    do {
      dumps += round(seed++);
    } while (System.nanoTime() - end < 0);
    System.out.println("DumpStressTest " + kind + ": " + dumps + " dumps");
    assertTrue(dumps > 0);
  }

  private long round(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    StressSettings settings = StressSettings.random(kind, random, StressFaults.none(seed));
    StressRound round = new StressRound(settings, "dump-" + seed, random);
    Dumper one = new Dumper(round);
    Dumper two = new Dumper(round);
    String which = "seed " + seed + ", " + settings;
    assertTrue(
        round.run(PATIENCE),
        () -> which + " hangs: " + round.violations + "\n" + HangReport.of(round.pool));
    long dumps = one.end(which) + two.end(which);
    assertEquals(List.of(), StressLedger.check(round), () -> which + "\n" + round.pool.stats());
    return dumps;
  }

  /** Takes dumps until the round is over. */
  private static final class Dumper implements Runnable {

    private final StressRound round;
    private final AtomicReference<String> wrong = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("dumper").unstarted(this);
    private long dumps;

    Dumper(StressRound round) {
      this.round = round;
      thread.start();
    }

    @Override
    public void run() {
      try {
        do {
          PoolDump dump = round.pool.dump();
          dumps++;
          if (!dump.deadlocks().isEmpty() || dump.running().size() > PoolDump.MAX_ENTRIES) {
            wrong.set(dump.text());
          }
        } while (!round.isOver());
      } catch (Throwable t) {
        wrong.set("a dump threw " + t);
      }
    }

    long end(String which) throws InterruptedException {
      assertTrue(thread.join(PATIENCE), which);
      assertEquals(null, wrong.get(), which);
      return dumps;
    }
  }
}
