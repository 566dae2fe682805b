package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.queue.CreditQueue.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditQueueTest {

  private static final int NODE = 8;

  private final PaddedInt frozen = new PaddedInt(0);

  private CreditQueue queue(int credits) {
    return new CreditQueue(credits, frozen, /* trailed= */ false, NODE);
  }

  private static Offer offer(CreditQueue queue, Object task) {
    return queue.offer(task, t -> t);
  }

  private static List<Object> drain(CreditQueue queue) {
    List<Object> all = new ArrayList<>();
    for (Object t = queue.poll(); t != null; t = queue.poll()) {
      all.add(t);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, NODE - 1, NODE, NODE + 1, 10 * NODE + 3})
  void keepsTheOrder(int n) {
    CreditQueue queue = queue(n);
    List<Integer> tasks = IntStream.range(0, n).boxed().toList();
    for (int round = 0; round < 5; round++) {
      tasks.forEach(t -> assertEquals(Offer.PUBLISHED, offer(queue, t)));
      assertEquals(n, queue.size());
      assertTrue(queue.hasTask());
      assertEquals(tasks, drain(queue));
      assertFalse(queue.hasTask());
      tasks.forEach(t -> queue.credit());
    }
  }

  @Test
  void takesNoMoreThanThereAreCredits() {
    CreditQueue queue = queue(2);
    assertEquals(Offer.PUBLISHED, offer(queue, "a"));
    assertEquals(Offer.PUBLISHED, offer(queue, "b"));
    assertEquals(Offer.NO_CREDIT, offer(queue, "c"));
    assertEquals("a", queue.poll());
    assertEquals(Offer.NO_CREDIT, offer(queue, "c")); // taken is not yet given back
    queue.credit();
    assertEquals(Offer.PUBLISHED, offer(queue, "c"));
    queue.grant(1);
    assertEquals(Offer.PUBLISHED, offer(queue, "d"));
    assertEquals(Offer.NO_CREDIT, offer(queue, "e"));
  }

  @Test
  void entranceMayPublishNothing() {
    CreditQueue queue = queue(1);
    assertEquals(Offer.VOIDED, queue.offer("a", t -> null));
    assertEquals(1, queue.free());
    assertEquals(1, queue.voided());
    assertEquals(Offer.PUBLISHED, queue.offer("b", t -> t + "!"));
    assertEquals("b!", queue.poll());
    assertNull(queue.poll());
  }

  @Test
  void entranceThatThrowsLeavesNoHole() {
    CreditQueue queue = queue(1);
    assertThrows(
        IllegalStateException.class,
        () ->
            queue.offer(
                "a",
                t -> {
                  throw new IllegalStateException("expected");
                }));
    assertEquals(1, queue.free());
    assertEquals(Offer.PUBLISHED, offer(queue, "b"));
    assertEquals("b", queue.poll());
  }

  @Test
  void withdrawnCreditsAreGone() {
    CreditQueue queue = queue(5);
    offer(queue, "a");
    frozen.set(6);
    queue.bar();
    assertEquals(Offer.NO_CREDIT, offer(queue, "b"));
    assertEquals(3, queue.withdraw(3));
    assertEquals(1, queue.withdraw(3));
    assertEquals(0, queue.withdraw(3));
    queue.credit();
    assertEquals(Offer.NO_CREDIT, offer(queue, "b")); // still frozen
    frozen.set(0);
    assertEquals(Offer.PUBLISHED, offer(queue, "b"));
    assertEquals(Offer.NO_CREDIT, offer(queue, "c"));
    assertEquals(List.of("a", "b"), drain(queue));
  }

  @Test
  void epochsDoNotTouchThePositions() {
    CreditQueue queue = queue(3);
    for (int i = 0; i < 10_000; i++) { // more often than there are epochs
      offer(queue, i);
      queue.bar();
      assertEquals(Offer.PUBLISHED, offer(queue, -i));
      assertEquals(List.of(i, -i), drain(queue));
      queue.credit();
      queue.credit();
      assertEquals(3, queue.free());
    }
    assertEquals(20_000, queue.taken());
  }

  @Test
  void halfIsTheOldestOfOneArray() {
    CreditQueue queue = queue(100);
    assertNull(Batches.halfOf(queue));
    for (int i = 0; i < 20; i++) {
      offer(queue, i);
    }
    queue.poll();
    Batch batch = Batches.halfOf(queue);
    assertEquals(NODE - 1, batch.size()); // half would be ten, but the array ends
    assertEquals(12, queue.size());
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), drain(batch));
    assertEquals(8, queue.poll());
    assertEquals(List.of(9, 10, 11, 12, 13, 14), drain(Batches.halfOf(queue)));
  }

  @Test
  void halfOfABatchIsItsNewest() {
    CreditQueue queue = queue(100);
    for (int i = 0; i < 2 * NODE - 2; i++) {
      offer(queue, i);
    }
    Batch batch = Batches.halfOf(queue);
    assertEquals(0, batch.poll());
    Batch half = Batches.halfOf(batch);
    assertEquals(List.of(1, 2, 3), drain(batch));
    assertEquals(List.of(4, 5, 6), drain(half));
    assertNull(Batches.halfOf(half));
  }

  @Test
  void batchLeavesOutWhatWasNotPublished() {
    CreditQueue queue = queue(100);
    for (int i = 0; i < NODE; i++) {
      int number = i;
      queue.offer(i, t -> number % 2 == 0 ? t : null);
    }
    assertEquals(List.of(0, 2), drain(Batches.halfOf(queue)));
    assertEquals(List.of(4, 6), drain(queue));
  }

  private static List<Object> drain(Batch batch) {
    List<Object> all = new ArrayList<>();
    for (Object t = batch.poll(); t != null; t = batch.poll()) {
      all.add(t);
    }
    return all;
  }

  @Test
  void usesItsArraysAgain() {
    CreditQueue queue = queue(NODE);
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 20 * NODE; i++) {
      offer(queue, i);
      arrays.add(queue.tailNode.slots);
      assertEquals(i, queue.poll());
      queue.credit();
    }
    assertTrue(arrays.size() <= 2, () -> arrays.size() + " arrays");
  }
}
