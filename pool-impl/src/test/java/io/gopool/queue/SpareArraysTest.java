package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arrays of a queue are used again, but for those that somebody has yet to empty. */
class SpareArraysTest {

  private static final int LENGTH = 4;
  private static final int ARRAYS = 64;

  private final SpareArrays spares = new SpareArrays(LENGTH, ARRAYS * LENGTH);

  @Test
  void latestIsUsedFirst() {
    Object[] old = spares.take(0);
    Object[] latest = spares.take(LENGTH);
    spares.put(0, old);
    spares.put(LENGTH, latest);
    assertSame(latest, spares.take(2 * LENGTH));
  }

  @Test
  void growingAndShrinkingAgainAndAgainNeedsNoMoreArrays() {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Object[][] nodes = new Object[ARRAYS / 2][];
    long base = 0;
    for (int round = 0; round < 20; round++) {
      long first = base;
      for (int i = 0; i < nodes.length; i++, base += LENGTH) {
        nodes[i] = spares.take(base);
        seen.add(nodes[i]);
      }
      for (int i = 0; i < nodes.length; i++) {
        spares.put(first + (long) i * LENGTH, nodes[i]);
      }
      base += (round % 7L) * LENGTH; // out of step with the ring
    }
    assertEquals(nodes.length, seen.size(), "arrays made");
  }

  @Test
  void arrayWithATaskIsKeptUntilThatIsGone() {
    Object[] slow = spares.take(0);
    slow[2] = "task";
    spares.put(0, slow);
    Object[] other = spares.take(LENGTH);
    assertNotSame(slow, other);
    assertNotSame(slow, spares.take(2 * LENGTH));
    slow[2] = null;
    assertSame(slow, spares.take(LENGTH));
  }

  @Test
  void fullStoreLetsArraysGo() {
    for (int i = 0; i < 10 * ARRAYS; i++) {
      spares.put(0, new Object[LENGTH]);
    }
    assertEquals(LENGTH, spares.take(0).length);
  }

  @Test
  void emptyStoreMakesArrays() {
    assertNotSame(spares.take(0), spares.take(0));
    assertEquals(LENGTH, spares.take(0).length);
  }
}
