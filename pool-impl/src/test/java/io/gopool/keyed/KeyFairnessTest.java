package io.gopool.keyed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.PoolOverloadedException;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Who gets the next slot of the total. */
class KeyFairnessTest extends KeyedFixture {

  @Test
  void keysThatWaitAreServedInTurnHoweverManyTasksTheyHave() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(5).queueCapacityPerKey(10).totalCapacity(1));
    Blocker first = startBlocker(pools, "z");
    Queue<String> order = new ConcurrentLinkedQueue<>();
    for (String task : List.of("a1", "a2", "a3", "a4", "b1", "b2", "c1")) {
      pools.execute(task.substring(0, 1), () -> order.add(task));
    }
    assertEquals(7, pools.stats().queued());
    first.letGo();
    awaitQuiet(pools);
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "a3", "a4"), List.copyOf(order));
  }

  @Test
  void greedyKeyDoesNotKeepItsSlotFromOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2).totalCapacity(2));
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Blocker greedy = startBlocker(pools, "greedy");
    startBlocker(pools, "greedy");
    List<Caller<Void>> submitters = new ArrayList<>();
    Blocker modest = blocker();
    submitters.add(blockedSubmitter(pools, "modest", modest));
    submitters.add(blockedSubmitter(pools, "greedy", () -> order.add("greedy")));
    greedy.letGo();
    modest.awaitStart();
    assertTrue(order.isEmpty());
    modest.letGo();
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
  }

  @Test
  void submittersOfAKeyAreServedInTheirOrder() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker first = startBlocker(pools, "a");
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      submitters.add(blockedSubmitter(pools, "a", () -> order.add(number)));
    }
    first.letGo();
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    awaitQuiet(pools);
    assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(order));
  }

  @Test
  void keyThatComesBackGoesToTheEndOfTheLine() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).totalCapacity(1));
    Blocker first = startBlocker(pools, "z");
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Caller<Void> gaveUp = blockedSubmitter(pools, "a", () -> {});
    Caller<Void> b = blockedSubmitter(pools, "b", () -> order.add("b"));
    gaveUp.interrupt();
    gaveUp.failure(PoolOverloadedException.class);
    Caller<Void> a = blockedSubmitter(pools, "a", () -> order.add("a"));
    first.letGo();
    b.result();
    a.result();
    awaitQuiet(pools);
    assertEquals(List.of("b", "a"), List.copyOf(order));
  }

  @Test
  void keyWithinItsReserveIsNeverBlockedByOthers() throws Exception {
    int keys = 4;
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(10).totalCapacity(12).reservedPerKey(2).maxKeys(keys));
    for (int i = 0; i < 6; i++) { // its own two, and all four that are lent
      startBlocker(pools, "greedy");
    }
    assertFalse(pools.tryExecute("greedy", () -> {}));
    for (String key : List.of("b", "c", "d")) {
      startBlocker(pools, key);
      startBlocker(pools, key);
      assertFalse(pools.tryExecute(key, () -> {}));
    }
    assertEquals(12, pools.stats().running());
  }

  @Test
  void whatAKeyBorrowedGoesBackWhenItIsIdle() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(10).totalCapacity(12).reservedPerKey(2).maxKeys(4));
    List<Blocker> greedy = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      greedy.add(startBlocker(pools, "greedy"));
    }
    greedy.forEach(Blocker::letGo);
    awaitQuiet(pools);
    for (int i = 0; i < 6; i++) {
      startBlocker(pools, "other");
    }
    assertFalse(pools.tryExecute("other", () -> {}));
  }
}
