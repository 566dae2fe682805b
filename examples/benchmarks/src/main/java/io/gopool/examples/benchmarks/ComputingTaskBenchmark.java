package io.gopool.examples.benchmarks;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Load (d): tasks that compute for about 10 us. No peer can be faster than 10 us divided by the
 * number of processors; what is measured is how near it comes.
 */
@OperationsPerInvocation(10_000)
public class ComputingTaskBenchmark extends BatchLoad {

  private static final int MICROS = 10;

  /** The most tasks in flight; peers without a bound ignore it. */
  @Param("1000")
  public int capacity;

  private long steps;

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  void prepare(int tasks) {
    steps = Work.steps(MICROS);
    super.prepare(tasks);
  }

  @Override
  FlaggedTask createTask() {
    return new ComputingTask(steps);
  }

  private static final class ComputingTask extends FlaggedTask {

    private final long steps;

    ComputingTask(long steps) {
      this.steps = steps;
    }

    @Override
    void body() {
      Blackhole.consumeCPU(steps);
    }
  }
}
