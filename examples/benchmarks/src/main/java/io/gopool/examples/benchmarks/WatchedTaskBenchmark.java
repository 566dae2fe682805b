package io.gopool.examples.benchmarks;

import io.gopool.WorkerPool;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (k): empty tasks as in {@link EmptyTaskBenchmark}, from one submitter that is never blocked,
 * while somebody looks on. What it adds to the time of a task is the difference to {@link
 * Watching#NOBODY}.
 */
@OperationsPerInvocation(100_000)
public class WatchedTaskBenchmark extends BatchLoad {

  /** Who looks on. */
  @Param public Watching by;

  private Watching.End end = () -> {};

  @Override
  boolean suits(Peer peer) {
    return peer.isOurs();
  }

  @Override
  int capacity() {
    return 100_000;
  }

  @Override
  void prepare(int tasks) {
    super.prepare(tasks);
    end = by.begin((WorkerPool) pool());
  }

  @Override
  void end() {
    end.run();
    super.end();
  }
}
