package io.gopool.examples.benchmarks;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (f): empty tasks under a bound so small that submitters are blocked all the time. What is
 * measured is how a place that became free gets to the submitter who waits for it.
 */
@OperationsPerInvocation(100_000)
public class BlockedSubmitterBenchmark extends BatchLoad {

  /** The most tasks in flight. */
  @Param("64")
  public int capacity;

  /** The threads that submit. */
  @Param({"1", "8"})
  public int submitters;

  @Override
  boolean suits(Peer peer) {
    return peer.isBounded();
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  int submitters() {
    return submitters;
  }
}
