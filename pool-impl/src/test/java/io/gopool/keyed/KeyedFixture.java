package io.gopool.keyed;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.State;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Makes the pools of a test. At its end they are shut down, must terminate, and must have lost no
 * task on the way.
 */
@Timeout(120)
abstract class KeyedFixture {

  static final Duration PATIENCE = Duration.ofSeconds(PoolFixture.PATIENCE_SECONDS);

  private final List<KeyedPools<String>> made = Collections.synchronizedList(new ArrayList<>());
  private final List<Blocker> blockers = Collections.synchronizedList(new ArrayList<>());

  final KeyedPools<String> pools(UnaryOperator<KeyedPools.Builder<String>> settings) {
    KeyedPools<String> pools = settings.apply(KeyedPools.builder("test")).build();
    made.add(pools);
    return pools;
  }

  final Blocker blocker() {
    Blocker blocker = new Blocker();
    blockers.add(blocker);
    return blocker;
  }

  /** Returns a new {@link Blocker} that is running. */
  final Blocker startBlocker(KeyedPools<String> pools, String key) throws InterruptedException {
    Blocker blocker = blocker();
    pools.execute(key, blocker);
    blocker.awaitStart();
    return blocker;
  }

  /** Returns a submitter that is blocked, the last in the line of its key. */
  static Caller<Void> blockedSubmitter(KeyedPools<String> pools, String key, Runnable task) {
    int before = pools.stats().waiting();
    Caller<Void> submitter = Caller.run(() -> pools.execute(key, task));
    eventually(() -> pools.stats().waiting() == before + 1 && submitter.isParked());
    return submitter;
  }

  /** Waits until nothing runs, so that all counts are exact. */
  static void awaitQuiet(KeyedPools<?> pools) {
    eventually(
        () -> {
          KeyedStats stats = pools.stats();
          return stats.running() == 0 && stats.queued() == 0 && stats.waiting() == 0;
        });
  }

  static void assertConserves(KeyedPools<?> pools) {
    KeyedStats stats = pools.stats();
    long ended = stats.completed() + stats.failed() + stats.cancelled();
    assertEquals(stats.submitted(), ended + stats.queued() + stats.running(), stats::toString);
  }

  @AfterEach
  final void allTerminateAndLostNothing() throws InterruptedException {
    blockers.forEach(Blocker::letGo);
    made.forEach(KeyedPools::shutdown);
    for (KeyedPools<String> pools : made) {
      assertTrue(pools.awaitTermination(PATIENCE), () -> "did not terminate: " + pools.stats());
      assertEquals(State.CLOSED, pools.state());
      assertConserves(pools);
      KeyedStats stats = pools.stats();
      assertEquals(0, stats.running() + stats.queued() + stats.waiting(), stats::toString);
    }
  }
}
