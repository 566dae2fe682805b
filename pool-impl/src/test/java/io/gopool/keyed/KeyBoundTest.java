package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.PoolOverloadedException;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At most so many tasks of a key run, and at most so many of all. */
class KeyBoundTest extends KeyedFixture {

  @Test
  void fullKeyBlocksItsSubmittersAndNobodyElse() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2));
    Blocker first = startBlocker(pools, "a");
    startBlocker(pools, "a");
    CountDownLatch ran = new CountDownLatch(1);
    Caller<Void> submitter = blockedSubmitter(pools, "a", ran::countDown);
    startBlocker(pools, "b");
    assertFalse(pools.tryExecute("a", () -> {}));
    first.letGo();
    submitter.result();
    awaitLatch(ran);
  }

  @Test
  void exhaustedTotalBlocksEveryKey() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2).totalCapacity(2));
    Blocker first = startBlocker(pools, "a");
    startBlocker(pools, "b");
    CountDownLatch ran = new CountDownLatch(1);
    Caller<Void> submitter = blockedSubmitter(pools, "c", ran::countDown);
    assertFalse(pools.tryExecute("b", () -> {}));
    first.letGo();
    submitter.result();
    awaitLatch(ran);
  }

  /** What is queued waits for the key, or for the total. */
  @ParameterizedTest
  @CsvSource({"a, 1000", "other, 1"})
  void submitterIsAdmittedToThePlaceInTheQueueThatASlotTakes(String running, int total)
      throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1).totalCapacity(total));
    Blocker first = startBlocker(pools, running);
    Blocker second = blocker();
    pools.execute("a", second);
    Caller<Void> submitter = blockedSubmitter(pools, "a", () -> {});
    first.letGo();
    second.awaitStart();
    submitter.result();
    assertEquals(1, pools.stats("a").queued());
  }

  @Test
  void slotOfTheTotalIsToBeHadWhenWhoWaitedForItHasGivenUp() throws Exception {
    KeyedPools<String> pools = pools(b -> b.totalCapacity(1));
    Blocker inUse = startBlocker(pools, "a");
    Caller<Void> submitter = blockedSubmitter(pools, "b", () -> {});
    submitter.interrupt();
    submitter.failure(PoolOverloadedException.class);
    inUse.letGo();
    eventually(() -> pools.tryExecute("c", () -> {}));
  }

  /** Counts, from inside of the tasks, how many run at once, by key and over all. */
  private static final class Meter {
    final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    final AtomicInteger all = new AtomicInteger();
    final AtomicInteger violations = new AtomicInteger();
    final int perKey;
    final int total;

    Meter(int perKey, int total) {
      this.perKey = perKey;
      this.total = total;
    }

    Runnable task(String key) {
      return () -> {
        AtomicInteger ofKey = running.computeIfAbsent(key, k -> new AtomicInteger());
        boolean tooManyOfKey = ofKey.incrementAndGet() > perKey;
        boolean tooMany = all.incrementAndGet() > total;
        if (tooManyOfKey || tooMany) {
          violations.incrementAndGet();
        }
        LockSupport.parkNanos(1);
        all.decrementAndGet();
        ofKey.decrementAndGet();
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 0",
    "2, 5, 0, 0",
    "2, 5, 0, 3",
    "3, 16, 2, 0",
    "3, 1000000, 0, 2",
    "1, 8, 1, 4"
  })
  void holdFromInsideOfTheTasks(int perKey, int total, int reserved, int queue) throws Exception {
    int keys = 8;
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(perKey)
                    .totalCapacity(total)
                    .reservedPerKey(reserved)
                    .queueCapacityPerKey(queue)
                    .maxKeys(keys));
    Meter meter = new Meter(perKey, total);
    int perSubmitter = 20_000;
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      submitters.add(
          Caller.run(
              () -> {
                for (int n = 0; n < perSubmitter; n++) {
                  String key = "k" + ThreadLocalRandom.current().nextInt(keys);
                  pools.execute(key, meter.task(key));
                }
              }));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    awaitQuiet(pools);
    assertEquals(0, meter.violations.get());
    assertEquals(4L * perSubmitter, pools.stats().completed());
    assertTrue(pools.keys().size() <= keys);
  }
}
