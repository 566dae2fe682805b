package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunQueueTest {

  private final RunQueue queue = new RunQueue(4);
  private final RunQueue target = new RunQueue(4);
  private final GlobalQueue spill = new GlobalQueue();
  private int moved;

  @ParameterizedTest
  @ValueSource(ints = {-4, 0, 1, 3, 6})
  void sizeMustBeAPowerOfTwo(int size) {
    assertThrows(IllegalArgumentException.class, () -> new RunQueue(size));
  }

  @Test
  void freshQueueIsEmpty() {
    assertNull(queue.poll());
    assertEquals(0, queue.pollBatch(new Object[4], 4));
    assertNull(queue.pollInto(target, 4, spill, n -> moved += n));
    assertFalse(queue.hasTask());
    assertEquals(0, queue.size());
  }

  @Test
  void keepsTheOrderThroughManyLaps() {
    for (int i = 0; i < 100; i += 3) {
      assertTrue(queue.offer(i));
      assertTrue(queue.offer(i + 1));
      assertTrue(queue.offer(i + 2));
      assertEquals(3, queue.size());
      assertEquals(i, queue.poll());
      assertEquals(i + 1, queue.poll());
      assertEquals(i + 2, queue.poll());
      assertFalse(queue.hasTask());
    }
  }

  @Test
  void refusesWhenFullAndAcceptsAgainAfterATake() {
    fill(4);
    assertFalse(queue.offer("one too many"));
    assertEquals(4, queue.size());
    assertEquals(0, queue.poll());
    assertTrue(queue.offer(4));
    assertEquals(List.of(1, 2, 3, 4), drain(queue));
  }

  @Test
  void sameTaskMayBeQueuedManyTimes() {
    Object task = new Object();
    for (int i = 0; i < 4; i++) {
      assertTrue(queue.offer(task));
    }
    for (int i = 0; i < 4; i++) {
      assertSame(task, queue.poll());
    }
    assertNull(queue.poll());
  }

  @Test
  void batchTakesTheOldestInOrderAndNoMoreThanAsked() {
    fill(4);
    Object[] into = new Object[8];
    assertEquals(3, queue.pollBatch(into, 3));
    assertArrayEquals(new Object[] {0, 1, 2, null, null, null, null, null}, into);
    assertEquals(1, queue.pollBatch(into, 8));
    assertEquals(3, into[0]);
  }

  @Test
  void moveReturnsTheFirstAndAppendsTheOthersInOrder() {
    fill(4);
    assertTrue(target.offer("before"));
    assertEquals(0, queue.pollInto(target, 3, spill, n -> moved += n));
    assertEquals(2, moved);
    assertEquals(List.of("before", 1, 2), drain(target));
    assertEquals(List.of(3), drain(queue));
    assertFalse(spill.hasTask());
  }

  @Test
  void moveTakesNoMoreThanTheTargetHolds() {
    fill(4);
    target.offer("a");
    target.offer("b");
    target.offer("c");
    assertEquals(0, queue.pollInto(target, 4, spill, n -> moved += n));
    assertEquals(1, moved);
    assertEquals(List.of("a", "b", "c", 1), drain(target));
    assertEquals(List.of(2, 3), drain(queue));
  }

  @Test
  void moveToAFullTargetIsATake() {
    fill(4);
    while (target.offer("full")) {}
    assertEquals(0, queue.pollInto(target, 4, spill, n -> moved += n));
    assertEquals(0, moved);
    assertEquals(3, queue.size());
    assertEquals(4, target.size());
  }

  @Test
  void keepsNoTaskThatWasTaken() {
    List<WeakReference<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Object task = new Object();
      tasks.add(new WeakReference<>(task));
      queue.offer(task);
    }
    queue.poll();
    queue.pollBatch(new Object[1], 1);
    queue.pollInto(target, 2, spill, n -> moved += n);
    target.poll();
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return tasks.stream().allMatch(t -> t.refersTo(null));
            });
    assertEquals(0, queue.size());
  }

  private void fill(int n) {
    for (int i = 0; i < n; i++) {
      assertTrue(queue.offer(i));
    }
  }

  private static List<Object> drain(RunQueue from) {
    List<Object> all = new ArrayList<>();
    for (Object t = from.poll(); t != null; t = from.poll()) {
      all.add(t);
    }
    return all;
  }
}
