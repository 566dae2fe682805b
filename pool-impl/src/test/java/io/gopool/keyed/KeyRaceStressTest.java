package io.gopool.keyed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.contract.Caller;
import io.gopool.contract.HandTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A million submissions, each of which may meet its pool just being dropped: no task is lost, none
 * runs twice, and a key never has two pools, which would show as too many tasks of it at once.
 */
@Timeout(600)
class KeyRaceStressTest extends KeyedFixture {

  private static final int SUBMITTERS = 2;
  private static final Duration MINUTES = Duration.ofMinutes(5);

  /** Tasks that know how many of their key run. */
  private static final class Ledger {
    final AtomicIntegerArray running;
    final LongAdder ran = new LongAdder();
    final AtomicInteger tooMany = new AtomicInteger();
    final int perKey;

    Ledger(int keys, int perKey) {
      running = new AtomicIntegerArray(keys);
      this.perKey = perKey;
    }

    Runnable task(int key) {
      return () -> {
        if (running.incrementAndGet(key) > perKey) {
          tooMany.incrementAndGet();
        }
        ran.increment();
        running.decrementAndGet(key);
      };
    }
  }

  private static void submitAll(KeyedPools<String> pools, Ledger ledger, int each, Runnable between)
      throws Exception {
    int keys = ledger.running.length();
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int s = 0; s < SUBMITTERS; s++) {
      int offset = s;
      submitters.add(
          Caller.run(
              () -> {
                for (int i = 0; i < each; i++) {
                  int key = (i + offset) % keys;
                  pools.execute("k" + key, ledger.task(key));
                  between.run();
                }
              }));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result(MINUTES);
    }
    awaitQuiet(pools);
    KeyedStats stats = pools.stats();
    long all = (long) SUBMITTERS * each;
    assertEquals(all, ledger.ran.sum(), stats::toString);
    assertEquals(all, stats.completed(), stats::toString);
    assertEquals(all, stats.submitted(), stats::toString);
    assertEquals(0, ledger.tooMany.get(), "tasks of a key at once");
    assertEquals(stats.created(), stats.keys() + stats.expired() + stats.displaced());
  }

  /** With fewer places than keys nearly every submission drops another key's pool. */
  @Test
  void aMillionSubmissionsAgainstDisplacement() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).maxKeys(2).ticker(HandTicker.ofIdleKeys()).noIdleExpiry());
    submitAll(pools, new Ledger(5, 1), 500_000, () -> {});
    assertTrue(pools.stats().displaced() > 100, () -> pools.stats().toString());
  }

  /** Each submission is followed by a look whether a key could be dropped. */
  @Test
  void aMillionSubmissionsAgainstExpiry() throws Exception {
    Crew<String> crew = crew();
    Arbiter<String> arbiter = crew.arbiter();
    try (DefaultKeyedPools<String> pools = new DefaultKeyedPools<>(crew)) {
      submitAll(pools, new Ledger(3, 2), 500_000, arbiter::expire);
      assertTrue(pools.stats().expired() > 100, () -> pools.stats().toString());
    }
  }

  private static Crew<String> crew() {
    KeyedPoolsBuilder<String> builder = new KeyedPoolsBuilder<>("test");
    builder.capacityPerKey(2).idleExpiry(Duration.ZERO);
    return new Crew<>(builder.config());
  }
}
