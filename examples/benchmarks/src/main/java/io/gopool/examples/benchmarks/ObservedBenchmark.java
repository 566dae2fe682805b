package io.gopool.examples.benchmarks;

import io.gopool.WorkerPool;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (k): empty tasks in a pool that somebody watches. What is measured is the difference between
 * the one and the other {@link Watch}, of our own pool alone.
 */
@OperationsPerInvocation(100_000)
public class ObservedBenchmark extends BatchLoad {

  /** The most tasks in flight; holds a batch. */
  @Param("100000")
  public int capacity;

  /** Who watches. */
  @Param public Watch watch;

  private AutoCloseable watching = () -> {};

  @Override
  boolean suits(Peer peer) {
    return peer.isOurs();
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  void prepare(int tasks) {
    super.prepare(tasks);
    watching = watch.attach((WorkerPool) pool());
  }

  @Override
  void end() {
    super.end();
    try {
      watching.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
