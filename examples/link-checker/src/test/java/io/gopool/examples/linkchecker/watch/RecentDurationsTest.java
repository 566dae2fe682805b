package io.gopool.examples.linkchecker.watch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentDurationsTest {

  private static final long MILLI = 1_000_000;

  @Test
  void bucketsHoldWhatIsPutIntoThem() {
    for (long nanos = 1; nanos > 0 && nanos < Long.MAX_VALUE / 3; nanos = nanos * 3 / 2 + 1) {
      int bucket = RecentDurations.bucket(nanos);
      assertTrue(nanos < RecentDurations.upperNanos(bucket), "upper of " + nanos);
      assertTrue(RecentDurations.upperNanos(bucket) <= nanos * 2.0, "width of " + nanos);
      assertTrue(bucket == 0 || nanos * 1.0001 >= RecentDurations.upperNanos(bucket - 1) * 0.5);
    }
  }

  @Test
  void quantilesAreRightToAFifth() {
    RecentDurations durations = new RecentDurations();
    for (int i = 1; i <= 1_000; i++) {
      durations.record(i * MILLI);
    }
    Quantiles quantiles = durations.quantiles();
    assertEquals(500, quantiles.p50(), 100);
    assertEquals(950, quantiles.p95(), 190);
    assertEquals(990, quantiles.p99(), 200);
  }

  @Test
  void oldOnesAreForgotten() {
    RecentDurations durations = new RecentDurations();
    assertEquals(Quantiles.NONE, durations.quantiles());
    durations.record(5 * MILLI);
    for (int second = 0; second < 9; second++) {
      durations.rotate();
    }
    assertEquals(5, durations.quantiles().p50(), 1);
    durations.rotate();
    assertEquals(Quantiles.NONE, durations.quantiles());
  }

  @Test
  void whatIsRecordedMeanwhileIsCountedOrNot() throws InterruptedException {
    AtomicReference<RecentDurations> durations = new AtomicReference<>(new RecentDurations());
    AtomicBoolean ended = new AtomicBoolean();
    Thread recorder =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    durations.get().record(Long.MAX_VALUE);
                  }
                });
    try {
      for (int i = 0; i < 20_000; i++) {
        durations.set(new RecentDurations()); // few counts, of which each matters
        assertDoesNotThrow(durations.get()::quantiles);
      }
    } finally {
      ended.set(true);
      recorder.join();
    }
  }
}
