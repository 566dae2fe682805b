package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {

  private static int taken(double rate, long step, int tasks) {
    Sampling sampling = new Sampling(rate);
    int taken = 0;
    for (int i = 1; i <= tasks; i++) {
      taken += sampling.takes(i * step, /* submitterId= */ 31) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void allAreTakenAtTheRateOfOne() {
    assertEquals(10_000, taken(1, 1, 10_000));
  }

  /** Clocks tick in nanoseconds, in twenty, or in microseconds. */
  @ParameterizedTest
  @CsvSource({"0.5, 1", "0.5, 20", "0.1, 1", "0.1, 1000", "0.01, 1", "0.01, 1000", "0.9, 41"})
  void aPartIsTakenWhateverTheClocksStep(double rate, long step) {
    int tasks = 1_000_000;
    double deviation = Math.sqrt(tasks * rate * (1 - rate));
    assertEquals(tasks * rate, taken(rate, step, tasks), 5 * deviation);
  }
}
