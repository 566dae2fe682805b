package io.gopool.keyed;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.HandTicker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More keys than may have a pool at once. */
class MaxKeysTest extends KeyedFixture {

  @Test
  void furtherKeyTakesThePlaceOfTheLongestIdleOne() throws Exception {
    HandTicker ticker = HandTicker.ofIdleKeys();
    KeyedPools<String> pools = pools(b -> b.maxKeys(3).ticker(ticker));
    for (String key : List.of("a", "b", "c", "a")) {
      pools.submit(key, () -> {}).get();
      awaitQuiet(pools);
      ticker.advance(Duration.ofSeconds(1));
    }
    Blocker inUse = startBlocker(pools, "c");
    pools.submit("d", () -> {}).get();
    assertEquals(Set.of("a", "c", "d"), pools.keys());
    assertEquals(1, pools.stats().displaced());
    inUse.letGo();
  }

  /** Some keys are used again and again, the others have been idle for hours. */
  @Test
  void keysThatWereUsedSinceStay() throws Exception {
    HandTicker ticker = HandTicker.ofIdleKeys();
    KeyedPools<String> pools = pools(b -> b.maxKeys(50).noIdleExpiry().ticker(ticker));
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
    useEach(pools, keys, ticker);
    List<String> hot = keys.subList(0, 20);
    useEach(pools, hot, ticker);
    useEach(pools, hot, ticker);
    List<String> further = IntStream.range(0, 30).mapToObj(i -> "further" + i).toList();
    useEach(pools, further, ticker);
    Set<String> stayed = new HashSet<>(hot);
    stayed.addAll(further);
    assertEquals(stayed, pools.keys());
  }

  private static void useEach(KeyedPools<String> pools, List<String> keys, HandTicker ticker)
      throws Exception {
    for (String key : keys) {
      pools.submit(key, () -> {}).get();
      awaitQuiet(pools);
      ticker.advance(Duration.ofMinutes(1));
    }
  }

  /** However long it has been idle, and whoever is about to drop it. */
  @Test
  void idleKeyGivesItsPlaceAtOnce() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.maxKeys(1).idleExpiry(Duration.ZERO).admission(Admission.reject()));
    for (int i = 0; i < 20; i++) {
      pools.submit("k" + i, () -> {}).get();
      awaitQuiet(pools);
    }
    assertEquals(20, pools.stats().completed());
  }

  @Test
  void keyWhoseTimeIsOverGivesItsPlaceBeforeItIsLookedAt() throws Exception {
    HandTicker ticker = HandTicker.ofIdleKeys();
    KeyedPools<String> pools =
        pools(b -> b.maxKeys(1).ticker(ticker).admission(Admission.reject()));
    for (int i = 0; i < 20; i++) {
      pools.submit("k" + i, () -> {}).get();
      awaitQuiet(pools);
      ticker.awaitLook();
      ticker.advance(Duration.ofMinutes(1));
    }
    assertEquals(20, pools.stats().completed());
  }

  /** Its time was over once, but it was used meanwhile. */
  @Test
  void submitterGetsThePlaceOfAKeyThatIsLookedAtInVain() throws Exception {
    HandTicker ticker = HandTicker.ofIdleKeys();
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).ticker(ticker));
    String before = "k0";
    for (int i = 1; i < 20; i++) {
      pools.submit(before, () -> {}).get();
      awaitQuiet(pools);
      ticker.awaitLook();
      ticker.advance(Duration.ofSeconds(59));
      pools.submit(before, () -> {}).get();
      awaitQuiet(pools);
      ticker.advance(Duration.ofMillis(1_500));
      before = "k" + i;
      assertTrue(pools.tryExecute(before, () -> {}, PATIENCE));
      awaitQuiet(pools);
    }
  }

  @Test
  void keyWhoseFirstSubmissionWasRefusedGivesItsPlace() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.totalCapacity(1).maxKeys(3).admission(Admission.reject()));
    startBlocker(pools, "a");
    assertThrows(PoolOverloadedException.class, () -> pools.execute("b", () -> {}));
    assertFalse(pools.tryExecute("c", () -> {}));
    pools.resizeTotal(2);
    pools.execute("d", () -> {});
    assertEquals(Set.of("a", "c", "d"), pools.keys());
  }

  @Test
  void furtherKeysWaitFirstComeFirstServedWhileAllAreInUse() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).capacityPerKey(1));
    Blocker inUse = startBlocker(pools, "a");
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Caller<Void> b = blockedSubmitter(pools, "b", () -> order.add("b"));
    Caller<Void> c = blockedSubmitter(pools, "c", () -> order.add("c"));
    Caller<Void> d = blockedSubmitter(pools, "d", () -> order.add("d"));
    assertEquals(Set.of("a"), pools.keys());
    inUse.letGo();
    b.result();
    c.result();
    d.result();
    awaitQuiet(pools);
    assertEquals(List.of("b", "c", "d"), List.copyOf(order));
    assertEquals(3, pools.stats().displaced());
  }

  @Test
  void oneWhoWaitsForAPlaceKeepsNobodyElseWhenItGivesUp() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).capacityPerKey(1));
    Blocker inUse = startBlocker(pools, "a");
    Caller<Void> b = blockedSubmitter(pools, "b", () -> {});
    Caller<Void> c = blockedSubmitter(pools, "c", () -> {});
    b.interrupt();
    b.failure(PoolOverloadedException.class);
    assertFalse(pools.tryExecute("b", () -> {}, Duration.ofMillis(1)));
    inUse.letGo();
    c.result();
    assertEquals(2, pools.stats().rejected());
  }

  @Test
  void keyWhoseOnlySubmitterGaveUpGivesItsPlaceToOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).totalCapacity(1).maxKeys(2));
    Blocker inUse = startBlocker(pools, "a");
    Caller<Void> b = blockedSubmitter(pools, "b", () -> {});
    Caller<Void> c = blockedSubmitter(pools, "c", () -> {});
    assertEquals(Set.of("a", "b"), pools.keys());
    b.interrupt();
    b.failure(PoolOverloadedException.class);
    eventually(() -> pools.keys().equals(Set.of("a", "c")));
    inUse.letGo();
    c.result();
  }

  @Test
  void keyWhoseOnlyTaskWasCancelledGivesItsPlaceToOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.queueCapacityPerKey(1).totalCapacity(1).maxKeys(2));
    startBlocker(pools, "a");
    Future<?> b = pools.submit("b", () -> {});
    Caller<Void> c = blockedSubmitter(pools, "c", () -> {});
    b.cancel(/* mayInterruptIfRunning= */ false);
    c.result();
    assertEquals(Set.of("a", "c"), pools.keys());
  }

  /** While the task that has run it goes on. */
  @Test
  void keyWhoseOnlyTaskRanInAnotherGivesItsPlaceToOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.queueCapacityPerKey(1).totalCapacity(1).maxKeys(2));
    Blocker inB = blocker();
    Blocker afterIt = blocker();
    Future<?> a =
        pools.submit(
            "a",
            () -> {
              Object unused = pools.submit("b", inB).get();
              afterIt.run();
              return null;
            });
    inB.awaitStart();
    Caller<Void> c = blockedSubmitter(pools, "c", () -> {});
    inB.letGo();
    afterIt.awaitStart();
    c.result();
    assertEquals(Set.of("a", "c"), pools.keys());
    assertFalse(a.isDone());
  }

  @Test
  void rejectRefusesThem() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).admission(Admission.reject()));
    startBlocker(pools, "a");
    PoolOverloadedException refusal =
        assertThrows(PoolOverloadedException.class, () -> pools.execute("b", () -> {}));
    assertEquals(
        "all places for keys of 'test' are in use, key 'b' has none: maxKeys=1;"
            + " raise maxKeys, or use Admission.block() to wait instead",
        refusal.getMessage());
    assertFalse(pools.tryExecute("b", () -> {}));
    assertTrue(pools.tryExecute("a", () -> {}));
    assertEquals(2, pools.stats().rejected());
  }

  @Test
  void callerRunsRunsThem() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).admission(Admission.callerRuns()));
    startBlocker(pools, "a");
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    pools.execute("b", () -> ranIn.set(Thread.currentThread()));
    assertSame(Thread.currentThread(), ranIn.get());
    assertEquals(1, pools.stats().completed());
  }

  @Test
  void taskOfTheseKeysRunsThemInline() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1).capacityPerKey(1));
    int sum = pools.submit("a", () -> 1 + pools.submit("b", () -> 2).get()).get();
    assertEquals(3, sum);
    assertEquals(Set.of("a"), pools.keys());
    awaitQuiet(pools);
    assertEquals(2, pools.stats().completed());
  }

  @Test
  void shutdownSendsThemAway() throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1));
    startBlocker(pools, "a");
    Caller<Void> waiting = blockedSubmitter(pools, "b", () -> {});
    pools.shutdown();
    waiting.failure(PoolClosedException.class);
  }
}
