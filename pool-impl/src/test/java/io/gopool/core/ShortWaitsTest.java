package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShortWaitsTest {

  private final ShortWaits waits = new ShortWaits();

  /** How many of so many are made, if all come to the same. */
  private int made(int n, boolean inTime) {
    int made = 0;
    for (int i = 0; i < n; i++) {
      if (waits.pay()) {
        made++;
        waits.ended(inTime);
      }
    }
    return made;
  }

  @Test
  void allAreMadeWhileTheyPay() {
    assertEquals(1000, made(1000, /* inTime= */ true));
    assertFalse(waits.areVain());
  }

  @Test
  void oneInAWhileIsMadeAfterSomeInVain() {
    assertEquals(8, made(8, /* inTime= */ false));
    assertTrue(waits.areVain());
    assertEquals(10, made(320, /* inTime= */ false));
  }

  @Test
  void oneThatPaysBringsThemAllBack() {
    made(100, /* inTime= */ false);
    while (!waits.pay()) {
      assertTrue(waits.areVain());
    }
    waits.ended(true);
    assertFalse(waits.areVain());
    assertEquals(7, made(7, /* inTime= */ false));
    waits.ended(true);
    assertEquals(8, made(8, /* inTime= */ false));
  }
}
