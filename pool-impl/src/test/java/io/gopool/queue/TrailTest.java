package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.queue.CreditQueue.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrailTest {

  private static final int NODE = 8;

  private final CreditQueue queue =
      new CreditQueue(10_000, new PaddedInt(0), /* trailed= */ true, NODE);
  private final Trail trail = new Trail();

  private void offer(Object... tasks) {
    for (Object task : tasks) {
      assertEquals(Offer.PUBLISHED, queue.offer(task, t -> t, trail));
    }
  }

  private static List<Object> drain(Supplier<@Nullable Object> from) {
    List<Object> all = new ArrayList<>();
    for (Object t = from.get(); t != null; t = from.get()) {
      all.add(t);
    }
    return all;
  }

  @Test
  void ownerTakesTheNewestAndOthersTheOldest() {
    offer("a", "b", "c", "d", "e");
    assertEquals("e", trail.poll());
    assertEquals("a", queue.poll());
    assertEquals("d", trail.poll());
    offer("f");
    assertEquals("f", trail.poll());
    assertEquals(List.of("b", "c"), drain(queue::poll));
    assertNull(trail.poll());
    assertFalse(queue.hasTask());
  }

  @Test
  void creditIsHeldUntilTheTaskHasEnded() {
    CreditQueue one = new CreditQueue(1, new PaddedInt(0), /* trailed= */ true, NODE);
    assertEquals(Offer.PUBLISHED, one.offer("a", t -> t, trail));
    assertEquals("a", trail.poll());
    assertEquals(Offer.NO_CREDIT, one.offer("b", t -> t, trail));
    one.credit();
    assertEquals(Offer.PUBLISHED, one.offer("b", t -> t, trail));
    assertEquals("b", one.poll());
  }

  @Test
  void whatWasNotPublishedLeavesNoTrace() {
    offer("a");
    assertEquals(Offer.VOIDED, queue.offer("b", t -> null, trail));
    assertThrows(
        IllegalStateException.class,
        () ->
            queue.offer(
                "c",
                t -> {
                  throw new IllegalStateException("expected");
                },
                trail));
    assertEquals("a", trail.poll());
    assertNull(trail.poll());
    assertNull(queue.poll());
  }

  /** As an observer does that submits a task when it is told of another one. */
  @Test
  void entranceMayOfferAnotherTask() {
    Offer outer =
        queue.offer(
            "outer",
            t -> {
              offer("inner");
              return t;
            },
            trail);
    assertEquals(Offer.PUBLISHED, outer);
    assertEquals(List.of("inner", "outer"), drain(trail::poll));
    assertNull(queue.poll());
  }

  @Test
  void tasksOfOthersAreLeftAlone() {
    offer("own");
    queue.offer("other", t -> t);
    assertEquals("own", trail.poll());
    assertNull(trail.poll());
    assertEquals("other", queue.poll());
  }

  @Test
  void onlyTheLatestAreRemembered() {
    List<Object> tasks = new ArrayList<>(IntStream.range(0, 300).boxed().toList());
    tasks.forEach(this::offer);
    assertEquals(tasks.subList(300 - 256, 300).reversed(), drain(trail::poll));
    assertEquals(tasks.subList(0, 300 - 256), drain(queue::poll));
  }

  @Test
  void whatWasForgottenIsLeftToOthers() {
    offer("a", "b");
    trail.forget();
    assertNull(trail.poll());
    offer("c");
    assertEquals("c", trail.poll());
    assertNull(trail.poll());
    assertEquals(List.of("a", "b"), drain(queue::poll));
  }

  @Test
  void thiefMayHaveTheSlot() {
    offer("a", "b", "c", "d");
    Batch batch = Batches.halfOf(queue);
    assertEquals("d", trail.poll());
    assertEquals("c", trail.poll());
    assertEquals("b", trail.poll()); // from the batch
    assertEquals(List.of("a"), drain(batch::poll));
    assertNull(trail.poll());
    assertNull(queue.poll());
  }

  @Test
  void halfBeginsBehindTheVoids() {
    offer("a", "b", "c");
    assertEquals(List.of("c", "b", "a"), drain(trail::poll));
    offer("d", "e");
    assertEquals(List.of("d"), drain(Batches.halfOf(queue)::poll));
    assertEquals("e", queue.poll());
    assertNull(Batches.halfOf(queue));
  }

  @Test
  void voidsAreNotShown() {
    offer("a", "b", "c");
    trail.poll();
    List<Object> shown = new ArrayList<>();
    assertTrue(queue.show(shown::add));
    assertEquals(List.of("a", "b"), shown);
  }

  @Test
  void arraysAreUsedAgainWhenTheVoidsArePassed() {
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 20 * NODE; i++) {
      offer(i);
      arrays.add(queue.tailNode.slots);
      assertEquals(i, trail.poll());
      assertNull(queue.poll()); // passes over the void
    }
    assertTrue(arrays.size() <= 2, () -> arrays.size() + " arrays");
    assertEquals(0, queue.size());
  }

  /** The slot is another task's by now; that is taken, once, as if it had been found there. */
  @Test
  void placeThatIsOutOfDateDoesNoHarm() {
    offer("old");
    Object slots = queue.tailNode.slots;
    assertEquals("old", queue.poll());
    for (int i = 1; i < 2 * NODE; i++) {
      queue.offer(i, t -> t);
      assertEquals(i, queue.poll());
    }
    queue.offer("new", t -> t);
    assertSame(slots, queue.tailNode.slots);
    assertEquals("new", trail.poll());
    assertNull(trail.poll());
    assertNull(queue.poll());
    assertFalse(queue.hasTask());
  }
}
