package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalQueueTest {

  private final LocalQueue<Integer> queue = new LocalQueue<>(LocalQueue.SIZE);

  @Test
  void holds256AndIsFirstInFirstOut() {
    assertEquals(256, LocalQueue.SIZE);
    fill(0, 256);
    assertFalse(queue.hasRoom());
    assertFalse(queue.push(256));
    assertEquals(256, queue.size());
    for (int i = 0; i < 256; i++) {
      assertEquals(i, queue.pop());
    }
    assertNull(queue.pop());
    assertTrue(queue.isEmpty());
  }

  @Test
  void thiefTakesTheOlderHalfRoundedUpAndRunsTheNewestOfIt() {
    LocalQueue<Integer> mine = new LocalQueue<>(LocalQueue.SIZE);
    fill(0, 7);
    assertEquals(3, queue.stealInto(mine));
    assertEquals(List.of(0, 1, 2), drain(mine));
    assertEquals(List.of(4, 5, 6), drain(queue));
  }

  @Test
  void thiefTakesTheLastOne() {
    LocalQueue<Integer> mine = new LocalQueue<>(LocalQueue.SIZE);
    fill(0, 1);
    assertEquals(0, queue.stealInto(mine));
    assertTrue(mine.isEmpty());
    assertNull(queue.stealInto(mine));
  }

  @Test
  void ownerTakesHalfForTheGlobalQueue() {
    fill(0, 256);
    Integer[] batch = new Integer[128];
    assertEquals(128, queue.takeHalf(batch));
    assertEquals(0, batch[0]);
    assertEquals(127, batch[127]);
    assertEquals(128, queue.size());
    assertEquals(128, queue.pop());
  }

  @Test
  void goesRoundManyTimes() {
    for (int i = 0; i < 10 * LocalQueue.SIZE; i++) {
      assertTrue(queue.push(i));
      assertTrue(queue.push(-i));
      assertEquals(i, queue.pop());
      assertEquals(-i, queue.pop());
    }
  }

  @Test
  void sizeIsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new LocalQueue<>(3));
  }

  private void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      assertTrue(queue.push(i));
    }
  }

  private static List<Integer> drain(LocalQueue<Integer> q) {
    List<Integer> all = new ArrayList<>();
    for (Integer i = q.pop(); i != null; i = q.pop()) {
      all.add(i);
    }
    return Arrays.asList(all.toArray(Integer[]::new));
  }
}
