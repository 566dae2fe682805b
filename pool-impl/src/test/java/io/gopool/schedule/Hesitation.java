package io.gopool.schedule;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Tests the tests: with {@code -Dgopool.schedule.hesitation=MICROS} the threads of a forced
 * interleaving, and the test that forces it, stop for up to that long at every other step, as on a
 * machine with much else to do. What comes out must be the same.
 */
final class Hesitation {

  private static final int MICROS = Integer.getInteger("gopool.schedule.hesitation", 0);

  private Hesitation() {}

  /** Computes: to sleep would be to take a permit that the thread is to find when it parks. */
  static void some() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (MICROS > 0 && random.nextBoolean()) {
      long nanos = random.nextInt(MICROS) * 1_000L;
      for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
        Thread.onSpinWait();
      }
    }
  }
}
