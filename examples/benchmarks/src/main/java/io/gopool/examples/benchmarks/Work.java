package io.gopool.examples.benchmarks;

import org.openjdk.jmh.infra.Blackhole;

/**
 * Work for a processor, in steps of JMH's. The work of a task is a number of steps and not a time,
 * so that a task which loses its processor for a while has no less to do. All JVMs of a run use the
 * same number, so that no peer has less to do because its JVM was started at a bad moment.
 */
final class Work {

  private static final String STEPS_PER_MICRO = "benchmarks.stepsPerMicro";
  private static final long SAMPLE_STEPS = 5_000;
  private static final int SAMPLES = 5_000;

  private Work() {}

  /** How many steps take this long: as the run says, or else as found out here. */
  static long steps(long micros) {
    long perMicro = Long.getLong(STEPS_PER_MICRO, 0);
    return micros * (perMicro > 0 ? perMicro : calibrate());
  }

  /** The argument that tells a JVM how many steps take a microsecond. */
  static String argument(long stepsPerMicro) {
    return "-D" + STEPS_PER_MICRO + "=" + stepsPerMicro;
  }

  /**
   * Finds out how many steps take a microsecond on this machine if nothing disturbs them: the
   * fastest of many samples counts.
   */
  static long calibrate() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      long start = System.nanoTime();
      Blackhole.consumeCPU(SAMPLE_STEPS);
      best = Math.min(best, System.nanoTime() - start);
    }
    return Math.max(1, Math.round(SAMPLE_STEPS * 1_000.0 / best));
  }
}
