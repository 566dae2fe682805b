package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GlobalQueueTest {

  /** More than one array holds, and no multiple of it. */
  private static final int MANY = 5_000;

  private final GlobalQueue queue = new GlobalQueue();

  @Test
  void freshQueueIsEmpty() {
    assertNull(queue.poll());
    assertFalse(queue.hasTask());
    assertEquals(0, queue.size());
  }

  @Test
  void keepsTheOrderOfMoreTasksThanOneArrayHolds() {
    for (int i = 0; i < MANY; i++) {
      queue.offer(i);
      assertEquals(i + 1, queue.size());
    }
    for (int i = 0; i < MANY; i++) {
      assertTrue(queue.hasTask());
      assertEquals(i, queue.poll());
    }
    assertNull(queue.poll());
    assertFalse(queue.hasTask());
    assertEquals(0, queue.size());
  }

  @Test
  void crossesFromArrayToArrayWhileNearlyEmpty() {
    for (int i = 0; i < MANY; i++) {
      queue.offer(i);
      assertTrue(queue.hasTask());
      assertEquals(i, queue.poll());
      assertFalse(queue.hasTask());
      assertNull(queue.poll());
      assertEquals(0, queue.size());
    }
  }

  @Test
  void keepsNoTaskThatWasTaken() {
    WeakReference<Object> task = offerNew();
    queue.offer("next");
    queue.poll();
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return task.refersTo(null);
            });
    assertEquals("next", queue.poll());
  }

  private WeakReference<Object> offerNew() {
    Object task = new Object();
    queue.offer(task);
    return new WeakReference<>(task);
  }
}
