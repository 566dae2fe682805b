package io.gopool.examples.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (a): tasks that do nothing. What is measured is the pool's own work.
 *
 * <p>The larger capacity holds a whole batch: there nobody is ever blocked, and peers without a
 * bound have no more in flight than those with one. Under the smaller capacity submitters do block.
 */
@OperationsPerInvocation(100_000)
public class EmptyTaskBenchmark extends BatchLoad {

  /** The most tasks in flight; peers without a bound ignore it. */
  @Param({"100000", "1000"})
  public int capacity;

  /** The threads that submit. */
  @Param({"1", "2", "8"})
  public int submitters;

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  int submitters() {
    return submitters;
  }

  /** One task with a future that nobody looks at. */
  @Benchmark
  public void submit() {
    runBatch(
        (pool, task) -> {
          var unused = pool.submit(task);
        });
  }
}
