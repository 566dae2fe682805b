package io.gopool.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Work for a processor, in steps of JMH's. The work of a task is a number of steps and not a time,
 * so that a task which loses its processor for a while has no less to do.
 */
final class Work {

  private static final long SAMPLE_STEPS = 5_000;
  private static final int SAMPLES = 3_000;

  private Work() {}

  /**
   * How many steps take this long on this machine, if nothing disturbs them: the fastest of many
   * samples counts.
   */
  static long steps(long micros) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      long start = System.nanoTime();
      Blackhole.consumeCPU(SAMPLE_STEPS);
      best = Math.min(best, System.nanoTime() - start);
    }
    return TimeUnit.MICROSECONDS.toNanos(micros) * SAMPLE_STEPS / Math.max(1, best);
  }
}
