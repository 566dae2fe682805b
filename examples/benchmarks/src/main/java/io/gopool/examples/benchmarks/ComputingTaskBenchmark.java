package io.gopool.examples.benchmarks;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Load (d): tasks that compute for about 10 us. No peer can be faster than 10 us divided by the
 * number of processors; what is measured is how near it comes.
 *
 * <p>The work of a task is a number of steps and not a time, so that a task which loses its
 * processor for a while has no less to do.
 */
@OperationsPerInvocation(10_000)
public class ComputingTaskBenchmark extends BatchLoad {

  /** The most tasks in flight; peers without a bound ignore it. */
  @Param("1000")
  public int capacity;

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  FlaggedTask createTask() {
    return new ComputingTask();
  }

  private static final class ComputingTask extends FlaggedTask {

    private static final long STEPS = 5_000;

    @Override
    void body() {
      Blackhole.consumeCPU(STEPS);
    }
  }
}
