package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpinnersTest {

  private final Spinners spinners = new Spinners();

  @Test
  void asManyAreCalledAsMayBeOnTheirWay() {
    for (int i = 1; i <= Spinners.MOST_CALLED; i++) {
      assertTrue(spinners.tryCall());
      assertNumbers(i, i);
    }
    assertFalse(spinners.tryCall());
    spinners.uncall();
    assertTrue(spinners.tryCall());
  }

  @Test
  void nobodyIsCalledWhileOneIsAwake() {
    assertTrue(spinners.tryCall());
    spinners.come();
    assertNumbers(1, 0);
    assertFalse(spinners.tryCall());
    spinners.stop();
    assertNumbers(0, 0);
    assertTrue(spinners.tryCall());
  }

  @Test
  void oneThatIsAwakeCountsBesidesThoseOnTheirWay() {
    assertTrue(spinners.tryCall());
    assertTrue(spinners.tryStart(/* busy= */ 3));
    assertNumbers(2, 1);
    assertFalse(spinners.tryCall());
    spinners.stop();
    assertTrue(spinners.tryCall());
  }

  @Test
  void noMoreThanHalfOfTheBusyStart() {
    assertFalse(spinners.tryStart(/* busy= */ 0));
    assertTrue(spinners.tryStart(/* busy= */ 1));
    assertFalse(spinners.tryStart(/* busy= */ 2));
    assertTrue(spinners.tryStart(/* busy= */ 3));
    assertNumbers(2, 0);
  }

  private void assertNumbers(int spinning, int called) {
    assertEquals(spinning, spinners.count());
    assertEquals(called, spinners.called());
  }
}
