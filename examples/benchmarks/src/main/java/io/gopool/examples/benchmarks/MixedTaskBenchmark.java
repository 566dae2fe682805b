package io.gopool.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Load (j): short tasks, one per millisecond, while others hold all processors: two hogs for each
 * of them, submitted first. What is measured is how late the short ones start.
 *
 * <p>Who has more threads than processors leaves it to the operating system to share them. A
 * scheduler that runs many tasks on few threads has to take the processor from the hogs itself, or
 * the short ones wait until the first hogs have ended.
 *
 * <p>Delays are counted from the time at which a task was due, as in {@link LatencyBenchmark}. The
 * submitter sleeps between two tasks; by how much it oversleeps is counted too, for all alike.
 */
@OperationsPerInvocation(500)
public class MixedTaskBenchmark extends Load {

  private static final int SHORT_MICROS = 10;
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** The most tasks in flight. */
  @Param("1000")
  public int capacity;

  /** How long one hog computes; all short tasks come before the last has ended. */
  @Param({"250", "1000"})
  public int hogMillis;

  private DueTask[] shortTasks;
  private FlaggedTask[] hogs;
  private TaskBatch shortBatch;
  private TaskBatch hogBatch;

  @Override
  boolean suits(Peer peer) {
    return peer != Peer.DISRUPTOR; // its hogs would hold up the places behind them
  }

  @Override
  int capacity() {
    return capacity;
  }

  /** Some more than there are hogs. */
  @Override
  int threads() {
    return 8 * Runtime.getRuntime().availableProcessors();
  }

  @Override
  void prepare(int number) {
    long shortSteps = Work.steps(SHORT_MICROS);
    shortTasks = new DueTask[number];
    for (int i = 0; i < number; i++) {
      shortTasks[i] = new DueTask(shortSteps);
    }
    shortBatch = new TaskBatch(shortTasks);
    long hogSteps = shortSteps * TimeUnit.MILLISECONDS.toMicros(hogMillis) / SHORT_MICROS;
    hogs = new FlaggedTask[2 * Runtime.getRuntime().availableProcessors()];
    for (int i = 0; i < hogs.length; i++) {
      hogs[i] = new Hog(hogSteps);
    }
    hogBatch = new TaskBatch(hogs);
  }

  /** The hogs, then the short tasks, each when it is due. */
  @Benchmark
  public void execute(Delays delays) {
    for (FlaggedTask hog : hogs) {
      pool().execute(hog);
    }
    long due = System.nanoTime();
    for (DueTask task : shortTasks) {
      due += GAP_NANOS;
      task.setDue(due);
      for (long left; (left = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      pool().execute(task);
    }
    shortBatch.await();
    hogBatch.await();
    for (DueTask task : shortTasks) {
      delays.add(task);
    }
  }

  private static final class Hog extends FlaggedTask {

    private final long steps;

    Hog(long steps) {
      this.steps = steps;
    }

    @Override
    void body() {
      Blackhole.consumeCPU(steps);
    }
  }
}
