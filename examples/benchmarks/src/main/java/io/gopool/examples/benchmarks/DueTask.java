package io.gopool.examples.benchmarks;

import org.openjdk.jmh.infra.Blackhole;

/** A task that notes how long after it was due it has started. */
final class DueTask extends FlaggedTask {

  private final long steps;
  private long due;
  private long delay; // handed over by the count of runs

  /**
   * Creates one.
   *
   * @param steps what it does then: see {@link Work}
   */
  DueTask(long steps) {
    this.steps = steps;
  }

  /** Says when it is due, by {@link System#nanoTime}; to be called before it is submitted. */
  void setDue(long due) {
    this.due = due;
  }

  @Override
  void body() {
    delay = System.nanoTime() - due;
    Blackhole.consumeCPU(steps);
  }

  /** Nanoseconds; to be called after it has run. */
  long delay() {
    return delay;
  }
}
