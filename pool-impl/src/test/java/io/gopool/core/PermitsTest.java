package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.queue.CreditQueue.Offer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PermitsTest {

  private static final int STRIPES = 3;

  @Test
  void allPermitsCanBeTakenFromAnyStripe() {
    for (int home = 0; home < STRIPES; home++) {
      Permits permits = new Permits(STRIPES, 7, /* depthFirst= */ false);
      assertEquals(7, take(permits, home, 100));
      assertCounts(permits, 7, 0);
    }
  }

  @Test
  void fewerPermitsThanStripes() {
    Permits permits = new Permits(STRIPES, 1, /* depthFirst= */ false);
    assertTrue(take(permits, 2));
    assertFalse(take(permits, 0));
    permits.finish(1);
    assertTrue(take(permits, 2));
  }

  @Test
  void finishedPermitCanBeTakenFromAnyStripe() {
    Permits permits = new Permits(STRIPES, 2, /* depthFirst= */ false);
    take(permits, 0, 2);
    for (int i = 0; i < 100; i++) {
      permits.finish(i % STRIPES);
      assertCounts(permits, 1, 1);
      assertTrue(take(permits, (i + 1) % STRIPES));
      assertFalse(take(permits, i % STRIPES));
    }
    assertEquals(102, permits.taken());
    assertEquals(100, permits.finished());
  }

  @Test
  void permitPutBackWasNeverTaken() {
    Permits permits = new Permits(STRIPES, 2, /* depthFirst= */ false);
    take(permits, 0, 2);
    permits.putBack(1);
    assertCounts(permits, 1, 1);
    assertEquals(1, permits.taken());
    assertEquals(0, permits.finished());
  }

  @Test
  void permitInDoubtDoesNotCountAsTaken() {
    Permits permits = new Permits(STRIPES, 2, /* depthFirst= */ false);
    take(permits, 0, 1);
    AtomicLong taken = new AtomicLong();
    permits.offerInDoubt(
        0,
        "task",
        task -> {
          taken.set(permits.taken());
          return task;
        });
    assertEquals(1, taken.get());
    assertEquals(2, permits.taken());
  }

  @Test
  void growAddsPermits() {
    Permits permits = new Permits(STRIPES, 2, /* depthFirst= */ false);
    take(permits, 0, 2);
    permits.grow(5);
    assertCounts(permits, 2, 5);
    assertEquals(5, take(permits, 1, 100));
  }

  @Test
  void shrinkTakesFreePermitsAtOnce() {
    Permits permits = new Permits(STRIPES, 7, /* depthFirst= */ false);
    permits.shrink(3);
    assertCounts(permits, 0, 4);
    assertEquals(4, take(permits, 0, 100));
  }

  @Test
  void shrinkBelowWhatIsInUseWaitsForWhatComesBack() {
    Permits permits = new Permits(STRIPES, 4, /* depthFirst= */ false);
    take(permits, 0, 4);
    permits.shrink(2);
    permits.finish(0);
    assertFalse(take(permits, 0));
    permits.putBack(1);
    assertFalse(take(permits, 1));
    assertCounts(permits, 2, 0);
    permits.finish(2);
    assertTrue(take(permits, 0));
    assertFalse(take(permits, 0));
  }

  @Test
  void growSettlesDebtFirst() {
    Permits permits = new Permits(STRIPES, 4, /* depthFirst= */ false);
    take(permits, 0, 4);
    permits.shrink(3);
    permits.grow(4);
    assertCounts(permits, 4, 1);
    assertEquals(1, take(permits, 2, 100));
  }

  @Test
  void countsSurviveResizes() {
    Permits permits = new Permits(STRIPES, 3, /* depthFirst= */ false);
    long taken = 0;
    long finished = 0;
    for (int i = 1; i <= 50; i++) {
      taken += take(permits, i % STRIPES, 3);
      permits.grow(i);
      permits.shrink(i);
      for (int k = 0; k < 3; k++) {
        permits.finish(k);
        finished++;
      }
      assertEquals(taken, permits.taken());
      assertEquals(finished, permits.finished());
      assertCounts(permits, 0, 3);
    }
    assertEquals(150, taken);
  }

  @Test
  void unboundedHoldsMoreThanMemory() {
    Permits permits = new Permits(STRIPES, Permits.UNBOUNDED, /* depthFirst= */ false);
    assertEquals(1000, take(permits, 0, 1000));
    assertCounts(permits, 1000, Permits.UNBOUNDED - 1000);
  }

  private static boolean take(Permits permits, int home) {
    return permits.offer(home, "task", task -> task, /* trail= */ null) == Offer.PUBLISHED;
  }

  private static int take(Permits permits, int home, int most) {
    int n = 0;
    while (n < most && take(permits, home)) {
      n++;
    }
    return n;
  }

  private static void assertCounts(Permits permits, int inFlight, int free) {
    assertEquals(inFlight, permits.inFlight(), "in flight");
    assertEquals(free, permits.free(), "free");
  }
}
