package io.gopool.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UninterruptiblyTest {

  @Test
  void interruptIsKeptAndTheWaitBeginsAgain() {
    CountDownLatch over = new CountDownLatch(1);
    int[] waits = new int[1];
    Thread.currentThread().interrupt();
    Uninterruptibly.await(
        () -> {
          if (++waits[0] == 3) {
            over.countDown();
          } else {
            Thread.currentThread().interrupt(); // again and again
          }
          over.await();
        });
    assertEquals(3, waits[0]);
    assertTrue(Thread.interrupted());
  }

  @Test
  void withoutAnInterruptThereIsNoneAfterwards() {
    Uninterruptibly.await(() -> {});
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
