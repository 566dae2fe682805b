package io.gopool.examples.benchmarks;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (c): tasks that sleep for 10 ms, as many at once as the capacity allows. It is the benchmark
 * that ants, the pool for Go, measures itself with.
 *
 * <p>No peer can be faster than 10 ms divided by the capacity: 200 ns per task at 50,000, but
 * 10,000 ns at 1,000. There the table shows only whether the capacity is made use of.
 *
 * <p>Peers on platform threads, one per task in flight, take part up to 1,000.
 */
@OperationsPerInvocation(1_000_000)
public class SleepingTaskBenchmark extends BatchLoad {

  /** The most tasks in flight. */
  @Param({"50000", "10000", "1000"})
  public int capacity;

  @Override
  boolean suits(Peer peer) {
    // A ring whose places become free in order only is not made for tasks that block.
    return peer != Peer.DISRUPTOR
        && peer.isBounded()
        && (capacity <= 1_000 || peer.threads() == Peer.Threads.VIRTUAL);
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  int threads() {
    return capacity;
  }

  @Override
  FlaggedTask createTask() {
    return new SleepingTask();
  }

  private static final class SleepingTask extends FlaggedTask {

    private static final long MILLIS = 10;

    @Override
    void body() {
      try {
        Thread.sleep(MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the tasks of a benchmark", e);
      }
    }
  }
}
