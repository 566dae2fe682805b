package io.gopool.keyed;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Capacities change while tasks run. */
class KeyResizeTest extends KeyedFixture {

  @Test
  void growingAdmitsWhoWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "a");
    Blocker second = blocker();
    Caller<Void> waiting = blockedSubmitter(pools, "a", second);
    pools.resize(2);
    waiting.result();
    second.awaitStart();
    assertEquals(2, pools.stats().capacityPerKey());
  }

  @Test
  void growingByMoreThanOneAdmitsAllThatFit() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "a");
    Blocker second = blocker();
    Blocker third = blocker();
    blockedSubmitter(pools, "a", second);
    blockedSubmitter(pools, "a", third);
    assertTrue(pools.resize("a", 3));
    second.awaitStart();
    third.awaitStart();
  }

  @Test
  void oneKeyGrowsAlone() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    assertFalse(pools.resize("a", 2));
    startBlocker(pools, "a");
    startBlocker(pools, "b");
    assertTrue(pools.resize("a", 2));
    startBlocker(pools, "a");
    assertFalse(pools.tryExecute("a", () -> {}));
    assertFalse(pools.tryExecute("b", () -> {}));
  }

  @Test
  void shrinkingAdmitsNobodyUntilFewerRun() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(3));
    List<Blocker> running = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      running.add(startBlocker(pools, "a"));
    }
    pools.resize(1);
    running.get(0).letGo();
    running.get(1).letGo();
    eventually(() -> pools.stats("a").running() == 1);
    assertFalse(pools.tryExecute("a", () -> {}));
    running.get(2).letGo();
    eventually(() -> pools.tryExecute("a", () -> {}));
  }

  @Test
  void totalGrowsAndShrinks() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(3).totalCapacity(1));
    Blocker a = startBlocker(pools, "a");
    Blocker second = blocker();
    Caller<Void> waiting = blockedSubmitter(pools, "b", second);
    pools.resizeTotal(2);
    waiting.result();
    second.awaitStart();
    pools.resizeTotal(1);
    a.letGo();
    eventually(() -> pools.stats().running() == 1);
    assertFalse(pools.tryExecute("c", () -> {}));
    second.letGo();
    eventually(() -> pools.tryExecute("c", () -> {}));
  }

  /** All of one key, which comes to the end of the line after each. */
  @Test
  void totalThatGrowsByMoreThanOneAdmitsAllThatFit() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(3).totalCapacity(1));
    startBlocker(pools, "a");
    Blocker second = blocker();
    Blocker third = blocker();
    blockedSubmitter(pools, "b", second);
    blockedSubmitter(pools, "b", third);
    pools.resizeTotal(3);
    second.awaitStart();
    third.awaitStart();
  }

  @Test
  void storm() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(4).totalCapacity(8));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Runnable task =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          running.decrementAndGet();
        };
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      submitters.add(
          Caller.run(
              () -> {
                for (int n = 0; n < 50_000; n++) {
                  pools.execute("k" + n % 5, task);
                }
              }));
    }
    while (!submitters.stream().allMatch(Caller::isDone)) {
      pools.resize(ThreadLocalRandom.current().nextInt(1, 5));
      pools.resize("k1", ThreadLocalRandom.current().nextInt(1, 5));
      pools.resizeTotal(ThreadLocalRandom.current().nextInt(1, 9));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    awaitQuiet(pools);
    assertTrue(most.get() <= 8, most::toString);
    assertEquals(100_000, pools.stats().completed());
  }
}
