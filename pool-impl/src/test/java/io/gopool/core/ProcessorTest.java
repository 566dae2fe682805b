package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.queue.Batch;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.PaddedInt;
import org.junit.jupiter.api.Test;

class ProcessorTest {

  private final CreditQueue source = new CreditQueue(1_000, new PaddedInt(0));
  private final Processor processor = new Processor(new CreditQueue(1_000, new PaddedInt(0)));

  /** Has the processor adopt tasks numbered from {@code first} on. */
  private Batch adopt(int first, int size) {
    Batch batch = processor.hold();
    fill(batch, first, size);
    processor.adopt(batch);
    return batch;
  }

  private void fill(Batch batch, int first, int size) {
    for (int i = 0; i < 2 * size; i++) {
      source.offer(first + i, task -> task);
    }
    assertTrue(source.pollHalf(batch));
    while (source.poll() != null) {
      source.credit();
    }
    assertEquals(size, batch.left());
  }

  @Test
  void stolenTasksComeBeforeTheInbox() {
    processor.inbox.offer("inbox", task -> task);
    adopt(0, 2);
    assertEquals(3, processor.size());
    assertEquals(0, processor.poll());
    assertEquals(1, processor.poll());
    assertEquals("inbox", processor.poll());
    assertNull(processor.poll());
  }

  @Test
  void thiefSeesPastABatchThatIsEmpty() {
    adopt(0, 10);
    Batch top = adopt(100, 1);
    assertEquals(100, top.poll());

    Batch half = new Batch();
    assertTrue(processor.pollHalf(half));
    assertEquals(5, half.left());
    assertEquals(5, processor.size());
  }

  @Test
  void olderBatchIsNotForgotten() {
    adopt(0, 2);
    adopt(10, 1);
    assertEquals(10, processor.poll());
    assertEquals(0, processor.poll());
    assertEquals(1, processor.poll());
    assertNull(processor.poll());
    assertFalse(processor.pollHalf(new Batch()));
  }

  @Test
  void batchIsUsedAgainWhenItIsEmpty() {
    Batch batch = adopt(0, 1);
    assertNotSame(batch, adopt(10, 1), "has a task");
    assertEquals(10, processor.poll());
    assertEquals(0, processor.poll());
    for (int i = 0; i < 100; i++) {
      assertSame(batch, adopt(i, 1));
      assertEquals(i, processor.poll());
    }
  }

  @Test
  void batchThatAThiefHoldsIsNotSeen() {
    Batch batch = processor.hold();
    Batch other = processor.hold();
    assertNotSame(batch, other);
    fill(batch, 0, 10);
    fill(other, 100, 1);
    assertEquals(0, processor.size());
    assertFalse(processor.hasTask());
    assertNull(processor.poll());
    assertFalse(processor.pollHalf(new Batch()));
    assertTrue(processor.show(task -> false));
    processor.adopt(other);
    processor.adopt(batch);
    assertEquals(11, processor.size());
    assertEquals(100, processor.poll());
    assertEquals(0, processor.poll());
  }

  @Test
  void batchCanBePutDownEmpty() {
    Batch batch = processor.hold();
    Batch other = processor.hold();
    processor.adopt(other);
    processor.adopt(batch);
    assertSame(batch, processor.hold());
  }
}
