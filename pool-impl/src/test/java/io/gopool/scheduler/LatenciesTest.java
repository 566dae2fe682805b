package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.LatencyHistogram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void eachValueLiesInItsBucket() {
    for (long n = 0; n < 1L << 39; n = Math.max(n + 1, n + n / 7)) {
      int bucket = Latencies.bucket(n);
      assertTrue(n < Latencies.upperBound(bucket), "above " + n);
      assertTrue(bucket == 0 || n >= Latencies.upperBound(bucket - 1), "below " + n);
    }
  }

  @Test
  void bucketsAreAtMostAQuarterWide() {
    for (int b = 8; b < Latencies.BUCKETS; b++) {
      long lower = Latencies.upperBound(b - 1);
      assertTrue(Latencies.upperBound(b) - lower <= lower / 4, "bucket " + b);
    }
  }

  @Test
  void whatIsOutOfRangeIsCountedAtTheEnds() {
    assertEquals(0, Latencies.bucket(-1));
    assertEquals(Latencies.BUCKETS - 1, Latencies.bucket(Long.MAX_VALUE));
    assertEquals(Latencies.BUCKETS - 1, Latencies.bucket((1L << 40) - 1));
  }

  @Test
  void quantiles() {
    var histogram = new LatencyHistogram(List.of(10L, 20L, 30L), List.of(50L, 49L, 1L));
    assertEquals(Duration.ofNanos(10), histogram.quantile(0.5));
    assertEquals(Duration.ofNanos(20), histogram.quantile(0.99));
    assertEquals(Duration.ofNanos(30), histogram.quantile(1));
    assertEquals(100, histogram.total());
    assertEquals(Duration.ZERO, new LatencyHistogram(List.of(10L), List.of(0L)).quantile(0.5));
    assertThrows(IllegalArgumentException.class, () -> histogram.quantile(1.5));
    assertThrows(
        IllegalArgumentException.class, () -> new LatencyHistogram(List.of(1L), List.of()));
  }
}
