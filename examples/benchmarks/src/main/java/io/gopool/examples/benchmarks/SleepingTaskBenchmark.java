package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (c): tasks that sleep for 10 ms, as many at once as the capacity allows. It is the benchmark
 * that ants, the pool for Go, measures itself with.
 *
 * <p>No peer can be faster than 10 ms divided by the capacity: 200 ns per task at 50,000, but
 * 10,000 ns at 1,000. There the table shows only whether the capacity is made use of.
 *
 * <p>Only those take part who can have 50,000 threads.
 */
@OperationsPerInvocation(200_000)
public class SleepingTaskBenchmark extends Load {

  /** Who runs the tasks. */
  @Param({"OURS_VIRTUAL", "VIRTUAL_SEMAPHORE"})
  public Peer peer;

  /** The most tasks in flight. */
  @Param({"50000", "10000", "1000"})
  public int capacity;

  @Override
  ExecutorService createPool() {
    return peer.create(capacity, /* threads= */ capacity);
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
