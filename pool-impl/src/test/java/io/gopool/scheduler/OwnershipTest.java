package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OwnershipTest {

  private final Ownership ownership = new Ownership();

  @Test
  void startsFree() {
    assertTrue(Ownership.isFree(ownership.read()));
  }

  @Test
  void aSlowSysmonCannotTakeALaterRunForAnEarlierOne() {
    ownership.hold(3);
    long first = ownership.enter(3, 1);
    assertTrue(Ownership.isInG(first));
    assertTrue(ownership.tryHold(first));
    assertFalse(ownership.tryTake(first), "it is held");
    long second = ownership.enter(3, 2);
    assertFalse(ownership.tryTake(first));
    assertTrue(ownership.tryTake(second));
    assertFalse(ownership.tryHold(second));
    assertFalse(ownership.isHeld(second));
  }

  @Test
  void aMachineCannotHoldAnothersRunOfTheSameTick() {
    long lost = ownership.enter(3, 1);
    assertTrue(ownership.tryTake(lost));
    ownership.hold(4);
    long others = ownership.enter(4, 1);
    assertFalse(ownership.tryHold(lost));
    assertTrue(ownership.isIn(others));
  }

  @Test
  void keepsLargeTicksAndMachines() {
    long word = ownership.enter(Ownership.MAX_MACHINE, -1);
    assertTrue(Ownership.isInG(word));
    assertEquals(-1, Ownership.tick(word));
    assertTrue(ownership.tryHold(word));
    assertTrue(ownership.isHeld(word));
    ownership.resume(word);
    assertTrue(ownership.isIn(word));
  }
}
