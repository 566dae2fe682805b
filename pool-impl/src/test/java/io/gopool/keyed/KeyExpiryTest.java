package io.gopool.keyed;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.HandTicker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A key's pool comes with its first task, and goes when the key has been idle for long enough. */
class KeyExpiryTest extends KeyedFixture {

  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final Duration ALMOST = EXPIRY.minusNanos(1);

  private final HandTicker ticker = HandTicker.ofIdleKeys();

  private KeyedPools<String> expiring(UnaryOperator<KeyedPools.Builder<String>> settings) {
    return pools(b -> settings.apply(b.ticker(ticker).idleExpiry(EXPIRY)));
  }

  private static void runOne(KeyedPools<String> pools, String key) throws Exception {
    pools.submit(key, () -> {}).get();
    awaitQuiet(pools);
  }

  @Test
  void poolComesWithTheFirstTask() throws Exception {
    KeyedPools<String> pools = expiring(b -> b);
    assertEquals(Set.of(), pools.keys());
    assertNull(pools.stats("a"));
    runOne(pools, "a");
    assertEquals(Set.of("a"), pools.keys());
    assertNotNull(pools.stats("a"));
    assertEquals(1, pools.stats().created());
  }

  @Test
  void idleKeyGoesWhenItsTimeIsOverAndNoSooner() throws Exception {
    KeyedPools<String> pools = expiring(b -> b);
    runOne(pools, "a");
    ticker.advance(ALMOST);
    ticker.awaitLook();
    assertEquals(Set.of("a"), pools.keys());
    ticker.advance(Duration.ofNanos(1));
    eventually(() -> pools.keys().isEmpty());
    assertEquals(1, pools.stats().expired());
  }

  @Test
  void useStartsTheTimeAnew() throws Exception {
    KeyedPools<String> pools = expiring(b -> b);
    runOne(pools, "a");
    ticker.awaitLook();
    ticker.advance(ALMOST);
    runOne(pools, "a");
    ticker.awaitLook();
    ticker.advance(ALMOST);
    ticker.awaitLook();
    assertEquals(Set.of("a"), pools.keys());
    ticker.advance(Duration.ofNanos(1));
    eventually(() -> pools.keys().isEmpty());
  }

  @Test
  void keyInUseStaysHoweverLongItsTaskRuns() throws Exception {
    KeyedPools<String> pools = expiring(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    runOne(pools, "running");
    runOne(pools, "idle");
    Blocker running = startBlocker(pools, "running");
    AtomicInteger ran = new AtomicInteger();
    pools.execute("running", ran::incrementAndGet); // queued
    Caller<Void> waiting = blockedSubmitter(pools, "running", ran::incrementAndGet);
    ticker.advance(EXPIRY.multipliedBy(10));
    eventually(() -> pools.keys().equals(Set.of("running")));
    pools.submit("idle", () -> {}).get(); // there is something to look at again
    eventually(() -> pools.stats("idle").running() == 0);
    ticker.awaitLook();
    ticker.advance(EXPIRY.multipliedBy(10));
    eventually(() -> pools.stats().expired() == 2);
    assertEquals(Set.of("running"), pools.keys());
    running.letGo();
    waiting.result();
    awaitQuiet(pools);
    assertEquals(2, ran.get());
    ticker.awaitLook();
    ticker.advance(EXPIRY);
    eventually(() -> pools.keys().isEmpty());
  }

  @Test
  void keyThatComesBackGetsANewPoolAndTheTotalsKeepTheOldCounts() throws Exception {
    KeyedPools<String> pools = expiring(b -> b);
    for (int round = 1; round <= 3; round++) {
      runOne(pools, "a");
      pools.submit("a", () -> Integer.parseInt("no number")).state();
      awaitQuiet(pools);
      assertEquals(2, pools.stats("a").submitted());
      ticker.awaitLook();
      ticker.advance(EXPIRY);
      eventually(() -> pools.keys().isEmpty());
      KeyedStats stats = pools.stats();
      assertEquals(2L * round, stats.submitted());
      assertEquals(round, stats.completed());
      assertEquals(round, stats.failed());
      assertEquals(round, stats.created());
      assertEquals(round, stats.expired());
    }
  }

  @Test
  void withoutExpiryAnIdleKeyStays() throws Exception {
    KeyedPools<String> pools = pools(b -> b.ticker(ticker).noIdleExpiry());
    runOne(pools, "a");
    ticker.advance(Duration.ofDays(365));
    runOne(pools, "b");
    assertEquals(Set.of("a", "b"), pools.keys());
  }

  @Test
  void tickerThatFailsLosesNoTask() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .totalCapacity(1)
                    .maxKeys(2)
                    .ticker(
                        () -> {
                          if (reads.incrementAndGet() % 2 == 0) {
                            throw new IllegalStateException("expected in the log");
                          }
                          return 0;
                        }));
    for (int i = 0; i < 20; i++) {
      pools.submit("k" + i % 2, () -> {}).get();
    }
    awaitQuiet(pools);
    assertEquals(20, pools.stats().completed());
  }

  @Test
  void keyWhoseFirstSubmissionWasRefusedExpires() throws Exception {
    KeyedPools<String> pools = expiring(b -> b.totalCapacity(1));
    Blocker running = startBlocker(pools, "a");
    assertFalse(pools.tryExecute("b", () -> {}));
    running.letGo();
    awaitQuiet(pools);
    ticker.awaitLook();
    ticker.advance(EXPIRY);
    eventually(() -> pools.keys().isEmpty());
  }

  /** Each second look fails. */
  @Test
  void tickerThatFailsInALookLosesNoKey() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    KeyedPools<String> pools =
        pools(
            b ->
                b.idleExpiry(EXPIRY)
                    .ticker(
                        () -> {
                          if (Thread.currentThread().getName().equals("gopool-idle-keys")
                              && looks.incrementAndGet() % 2 == 0) {
                            throw new IllegalStateException("expected in the log");
                          }
                          return ticker.read();
                        }));
    for (int round = 1; round <= 2; round++) {
      runOne(pools, "a");
      ticker.awaitLook();
      ticker.advance(EXPIRY);
      eventually(() -> pools.keys().isEmpty());
    }
  }

  /** As long as another's are looked at, which are so every few milliseconds. */
  @Test
  void closedPoolsLookAtTheirIdleKeysNoMore() throws Exception {
    HandTicker ofClosed = HandTicker.ofIdleKeys();
    KeyedPools<String> closed = pools(b -> b.ticker(ofClosed));
    runOne(closed, "a");
    eventually(() -> ofClosed.looks() > 0);
    closed.close();
    int before = ofClosed.looks();
    runOne(expiring(b -> b), "a");
    for (int i = 0; i < 3; i++) {
      ticker.awaitLook();
    }
    int after = ofClosed.looks();
    assertTrue(after <= before + 1, () -> after + " looks, was " + before); // one had begun
  }

  @Test
  void systemTickerExpiresToo() throws Exception {
    KeyedPools<String> pools = pools(b -> b.idleExpiry(Duration.ofMillis(1)));
    runOne(pools, "a");
    eventually(() -> pools.keys().isEmpty());
    assertEquals(1, pools.stats().expired());
  }
}
