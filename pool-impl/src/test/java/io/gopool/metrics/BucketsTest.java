package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private static final long[] BOUNDS = Buckets.bounds();

  private static int searched(long nanos) {
    int i = 0;
    while (nanos > BOUNDS[i]) {
      i++;
    }
    return i;
  }

  @Test
  void aBoundBelongsToItsBucketAndTheNextNumberToTheNext() {
    for (int i = 0; i < BOUNDS.length - 1; i++) {
      assertEquals(i, Buckets.indexOf(BOUNDS[i]));
      assertEquals(i + 1, Buckets.indexOf(BOUNDS[i] + 1));
    }
  }

  @Test
  void tableAgreesWithASearchForNumbersOfAllSizes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      long nanos = random.nextLong() >>> (1 + random.nextInt(63));
      assertEquals(searched(nanos), Buckets.indexOf(nanos), () -> "of " + nanos);
    }
  }

  @Test
  void extremesHaveABucket() {
    assertEquals(0, Buckets.indexOf(0));
    assertEquals(0, Buckets.indexOf(-1));
    assertEquals(0, Buckets.indexOf(Long.MIN_VALUE));
    assertEquals(BOUNDS.length - 1, Buckets.indexOf(Long.MAX_VALUE));
  }

  @Test
  void bucketsAreAtMostThreeTenthsWide() {
    for (int i = 1; i < BOUNDS.length - 1; i++) {
      double ratio = (double) BOUNDS[i] / BOUNDS[i - 1];
      assertTrue(ratio > 1.19 && ratio < 1.3, "bucket " + i + ": " + ratio);
    }
  }

  @Test
  void exportedBoundsAreBounds() {
    List<Long> all = java.util.Arrays.stream(BOUNDS).boxed().toList();
    assertTrue(all.containsAll(HistogramMeters.BOUNDS), HistogramMeters.BOUNDS::toString);
  }
}
