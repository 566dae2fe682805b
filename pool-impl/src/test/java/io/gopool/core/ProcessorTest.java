package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gopool.queue.Batch;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.PaddedInt;
import org.junit.jupiter.api.Test;

class ProcessorTest {

  private final CreditQueue source = new CreditQueue(1_000, new PaddedInt(0));
  private final Processor processor = new Processor(new CreditQueue(1_000, new PaddedInt(0)));

  /** A batch of tasks numbered from {@code first} on. */
  private Batch batch(int first, int size) {
    for (int i = 0; i < 2 * size; i++) {
      source.offer(first + i, task -> task);
    }
    Batch batch = assertNotNullBatch(source.pollHalf());
    while (source.poll() != null) {
      source.credit();
    }
    assertEquals(size, batch.size());
    return batch;
  }

  private static Batch assertNotNullBatch(Batch batch) {
    assertNotNull(batch);
    return batch;
  }

  @Test
  void stolenTasksComeBeforeTheInbox() {
    processor.inbox.offer("inbox", task -> task);
    processor.adopt(batch(0, 2));
    assertEquals(3, processor.size());
    assertEquals(0, processor.poll());
    assertEquals(1, processor.poll());
    assertEquals("inbox", processor.poll());
    assertNull(processor.poll());
  }

  @Test
  void thiefSeesPastABatchThatIsEmpty() {
    processor.adopt(batch(0, 10));
    Batch top = batch(100, 1);
    processor.adopt(top);
    assertEquals(100, top.poll());

    Batch half = assertNotNullBatch(processor.pollHalf());
    assertEquals(5, half.size());
    assertEquals(5, processor.size());
  }

  @Test
  void olderBatchIsNotForgotten() {
    processor.adopt(batch(0, 2));
    processor.adopt(batch(10, 1));
    assertEquals(10, processor.poll());
    assertEquals(0, processor.poll());
    assertEquals(1, processor.poll());
    assertNull(processor.poll());
    assertNull(processor.pollHalf());
  }
}
