package io.gopool.examples.benchmarks;

import java.util.Locale;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How thorough a run is. Each round goes once through the whole plan, with a JVM of its own for
 * each peer and part, so that a machine which becomes slower for a while is so for all. Every
 * second round takes the peers of each part in reverse, so that none is always the first.
 */
enum Form {

  /** For a look; about ten minutes. */
  SHORT(1, 2, 4, 250),

  /** For the record, after most is compiled; about half an hour. */
  RECORD(2, 6, 4, 250),

  /** For a quiet night; two hours. */
  LONG(3, 5, 10, 500);

  private final int rounds;
  private final int warmups;
  private final int iterations;
  private final int millis;

  Form(int rounds, int warmups, int iterations, int millis) {
    this.rounds = rounds;
    this.warmups = warmups;
    this.iterations = iterations;
    this.millis = millis;
  }

  int rounds() {
    return rounds;
  }

  int warmups() {
    return warmups;
  }

  /**
   * Fresh options; an iteration has at least one operation, however long that takes.
   *
   * @param stepsPerMicro see {@link Work}
   */
  ChainedOptionsBuilder options(long stepsPerMicro) {
    return new OptionsBuilder()
        .jvmArgsAppend(Work.argument(stepsPerMicro))
        .forks(1)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d rounds through the plan, a JVM for each peer and part, in it %d iterations of %d ms"
            + " to warm up (parts with much code several times as many) and %d measured",
        name().toLowerCase(Locale.ROOT),
        rounds,
        warmups,
        millis,
        iterations);
  }
}
