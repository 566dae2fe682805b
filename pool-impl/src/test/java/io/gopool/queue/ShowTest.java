package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Looks into queues without taking anything. */
class ShowTest {

  private static final int NODE_SIZE = 4;

  private final CreditQueue queue =
      new CreditQueue(1000, new PaddedInt(0), /* trailed= */ false, NODE_SIZE);

  private void offer(int from, int to) {
    IntStream.range(from, to).forEach(i -> assertEquals(CreditQueue.Offer.PUBLISHED, offer(i)));
  }

  private CreditQueue.Offer offer(int i) {
    return queue.offer(i, task -> task);
  }

  private static List<Object> numbers(int from, int to) {
    return IntStream.range(from, to).<Object>mapToObj(i -> i).toList();
  }

  @Test
  void allAreShownTheOldestFirst() {
    offer(0, 11);
    queue.poll();
    List<Object> shown = new ArrayList<>();
    assertTrue(queue.show(shown::add));
    assertEquals(numbers(1, 11), shown);
    assertEquals(10, queue.size());
    assertEquals(1, queue.poll());
  }

  @Test
  void looksNoFurtherThanAsked() {
    offer(0, 11);
    List<Object> shown = new ArrayList<>();
    assertFalse(queue.show(task -> shown.add(task) && shown.size() < 5));
    assertEquals(numbers(0, 5), shown);
  }

  @Test
  void whatWasNotPublishedIsNotShown() {
    offer(0, 1);
    assertEquals(CreditQueue.Offer.VOIDED, queue.offer("void", task -> null));
    offer(1, 2);
    List<Object> shown = new ArrayList<>();
    assertTrue(queue.show(shown::add));
    assertEquals(numbers(0, 2), shown);
  }

  /** While it looks at the first task, all arrays that it is about to look at are used again. */
  private Predicate<Object> movesOn(List<Object> shown) {
    return task -> {
      if (shown.isEmpty()) {
        IntStream.range(0, 9).forEach(i -> assertEquals(i, queue.poll()));
        offer(12, 30);
      }
      return shown.add(task);
    };
  }

  @Test
  void slotThatIsUsedAgainIsNotTakenForTheOldOne() {
    offer(0, 12);
    List<Object> shown = new ArrayList<>();
    assertTrue(queue.show(movesOn(shown)));
    assertEquals(List.of(0, 9, 10, 11), shown);
  }

  @Test
  void brokenTwinShowsWhatIsNotThere() {
    offer(0, 12);
    List<Object> shown = new ArrayList<>();
    showUnchecked(movesOn(shown));
    assertNotEquals(List.of(0, 9, 10, 11), shown);
    assertTrue(shown.stream().anyMatch(task -> (int) task >= 12), shown::toString);
  }

  /** Does not look again whether the position was taken. */
  private void showUnchecked(Predicate<Object> more) {
    CreditQueue.Node node = queue.headNode;
    long end = queue.taken();
    for (long i = queue.head; node != null && i < end; ) {
      int at = (int) (i - node.base);
      if (at >= node.slots.length) {
        node = node.next;
        continue;
      }
      Object task = CreditQueue.read(node.slots, at);
      if (task != null && !more.test(task)) {
        return;
      }
      i++;
    }
  }

  @Test
  void batchShowsWhatItStillHas() {
    offer(0, NODE_SIZE);
    Batch batch = Batches.halfOf(queue);
    List<Object> shown = new ArrayList<>();
    assertTrue(
        batch.show(
            task -> {
              if (shown.isEmpty()) {
                assertEquals(0, batch.poll());
                assertEquals(1, batch.poll());
                offer(NODE_SIZE, 4 * NODE_SIZE);
              }
              return shown.add(task);
            }));
    assertEquals(List.of(0), shown);
    assertTrue(batch.show(task -> false), "nothing is left");
  }

  /** The places are the same, but the tasks of the first turn are another batch's now. */
  @Test
  void batchShowsNothingOfAnotherTurn() {
    Batch batch = new Batch();
    Batches.fill(batch, new Object[] {0, 1, 2, 3});
    batch.publish();
    List<Object> shown = new ArrayList<>();
    assertTrue(
        batch.show(
            task -> {
              assertNotNull(Batches.halfOf(batch));
              assertEquals(0, batch.poll());
              assertEquals(1, batch.poll());
              assertTrue(batch.tryHold());
              Batches.fill(batch, new Object[] {10, 11, 12, 13});
              batch.publish();
              return shown.add(task);
            }));
    assertEquals(List.of(0), shown);
    assertTrue(batch.show(shown::add));
    assertEquals(List.of(0, 10, 11, 12, 13), shown);
  }

  @Test
  void globalQueueShowsAllTheOldestFirst() {
    GlobalQueue global = new GlobalQueue();
    IntStream.range(0, 1500).forEach(global::offer);
    assertEquals(0, global.poll());
    List<Object> shown = new ArrayList<>();
    assertTrue(global.show(shown::add));
    assertEquals(numbers(1, 1500), shown);
    shown.clear();
    assertFalse(global.show(task -> shown.add(task) && shown.size() < 600));
    assertEquals(numbers(1, 601), shown);
  }
}
