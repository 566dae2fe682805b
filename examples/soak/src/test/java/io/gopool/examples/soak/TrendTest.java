package io.gopool.examples.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrendTest {

  private static Trend of(double perReading, double noise) {
    SplittableRandom random = new SplittableRandom(1);
    Trend trend = new Trend();
    for (int i = 0; i < 100; i++) {
      double burst = random.nextInt(10) == 0 ? 50 : 0;
      trend.add(20 + i * perReading + noise * random.nextDouble() + burst);
    }
    return trend;
  }

  @Test
  void noiseAndBurstsAreNoGrowth() {
    assertTrue(Math.abs(of(0, 1).growth()) < 1, () -> "" + of(0, 1).growth());
  }

  @Test
  void slowGrowthShowsThroughThem() {
    assertEquals(80 * 0.2, of(0.2, 1).growth(), 1);
  }

  @Test
  void warmUpDoesNotCount() {
    Trend trend = new Trend();
    for (int i = 0; i < 100; i++) {
      trend.add(Math.min(i, 20));
    }
    assertEquals(0, trend.growth());
  }

  @Test
  void fewReadingsSayNothing() {
    assertEquals(0, new Trend().growth());
  }
}
