package io.gopool.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Empty tasks of many keys, one after the other, at most eight of a key at once. An operation is
 * one task. Its peers are no executors, so it is no {@link Load} and stands beside the plan.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@OperationsPerInvocation(KeyedBenchmark.TASKS)
public class KeyedBenchmark {

  static final int TASKS = 20_000;

  private static final int PER_KEY = 8;

  /** Who bounds them. */
  @Param public KeyedPeer peer;

  /** How many keys there are. */
  @Param({"10", "200"})
  public int keys;

  /** The most tasks of all keys at once; 0 for no such bound. */
  @Param({"0", "64"})
  public int total;

  private KeyedPeer.Keyed pools;
  private TaskBatch batch;
  private Integer[] key;

  /** Makes the peer and the tasks. */
  @Setup
  public void setUp() {
    pools = peer.create(PER_KEY, total);
    batch = new TaskBatch(TASKS, FlaggedTask::new);
    key = new Integer[TASKS];
    for (int i = 0; i < TASKS; i++) {
      key[i] = i % keys;
    }
  }

  /** Ends the peer. */
  @TearDown
  public void tearDown() {
    pools.close();
  }

  /** One task. */
  @Benchmark
  public void execute() {
    for (int i = 0; i < TASKS; i++) {
      pools.execute(key[i], batch.get(i));
    }
    batch.await();
  }
}
