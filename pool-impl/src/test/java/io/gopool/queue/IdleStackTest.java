package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IdleStackTest {

  private static final int ROUNDS = 10_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final IdleStack<String> stack = new IdleStack<>();

  @Test
  void freshStackIsEmpty() {
    assertTrue(stack.isEmpty());
    assertNull(stack.pop());
    assertEquals(0, stack.size());
    assertEquals(7, stack.oldest(7));
    assertEquals(List.of(), expire(Long.MAX_VALUE));
  }

  @Test
  void takesTheYoungestFirst() {
    push("a", 10);
    push("b", 20);
    assertFalse(stack.isEmpty());
    assertEquals("b", stack.pop());
    assertEquals("a", stack.pop());
    assertNull(stack.pop());
    assertTrue(stack.isEmpty());
  }

  @Test
  void refusesBeyondTheBoundAndTakesAgainAfterAPop() {
    assertTrue(stack.tryPush("a", 10, 2));
    assertTrue(stack.tryPush("b", 20, 2));
    assertFalse(stack.tryPush("c", 30, 2));
    assertEquals(2, stack.size());
    assertEquals("b", stack.pop());
    assertTrue(stack.tryPush("c", 30, 2));
    assertFalse(stack.tryPush("d", 40, 2));
    assertEquals("c", stack.pop());
    assertEquals("a", stack.pop());
  }

  @Test
  void boundOfZeroRefusesAll() {
    assertFalse(stack.tryPush("a", 10, 0));
    assertTrue(stack.isEmpty());
  }

  @Test
  void expiryTakesTheOldYoungestFirstAndLeavesTheRest() {
    push("a", 10);
    push("b", 20);
    push("c", 30);
    push("d", 40);
    assertEquals(10, stack.oldest(0));
    assertEquals(List.of("b", "a"), expire(20));
    assertEquals(2, stack.size());
    assertEquals(30, stack.oldest(0));
    assertEquals("d", stack.pop());
    assertEquals("c", stack.pop());
    assertNull(stack.pop());
  }

  @Test
  void expiryOfAllEmptiesTheStack() {
    push("a", 10);
    push("b", 20);
    assertEquals(List.of("b", "a"), expire(20));
    assertTrue(stack.isEmpty());
    assertEquals(0, stack.size());
    push("c", 30);
    assertEquals("c", stack.pop());
  }

  @Test
  void expiryMakesRoomBelowTheBound() {
    assertTrue(stack.tryPush("a", 10, 1));
    assertEquals(List.of("a"), expire(10));
    assertTrue(stack.tryPush("b", 20, 1));
  }

  @Test
  void timeMayWrapAround() {
    push("a", Long.MAX_VALUE - 5);
    push("b", Long.MIN_VALUE + 5);
    assertEquals(List.of("a"), expire(Long.MAX_VALUE));
    assertEquals("b", stack.pop());
  }

  @Test
  void whoRestsAgainAndAgainAllocatesNothing() {
    for (int round = 0; round < 3; round++) {
      push("a", round);
      push("b", round);
      assertEquals("b", stack.pop());
      assertEquals("a", stack.pop());
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < ROUNDS; round++) {
      push("a", round);
      push("b", round);
      stack.pop();
      stack.pop();
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < ROUNDS, () -> bytes + " bytes in " + ROUNDS + " rounds");
  }

  private void push(String item, long now) {
    assertTrue(stack.tryPush(item, now, 100));
  }

  private List<String> expire(long cutoff) {
    List<String> taken = new ArrayList<>();
    stack.expire(cutoff, taken::add);
    return taken;
  }
}
