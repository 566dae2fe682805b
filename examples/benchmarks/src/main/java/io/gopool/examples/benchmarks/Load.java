package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What the loads share: a batch of tasks from outside, submitted to one peer and waited for.
 *
 * <p>An operation of JMH is one task, an invocation one batch. So a load says with {@code
 * OperationsPerInvocation} how large its batch is, and its score is the time per task.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g"})
public abstract class Load {

  private ExecutorService pool;
  private Submitters threads;

  /** Creates the peer. */
  abstract ExecutorService createPool();

  /** Creates one task of the batch. */
  FlaggedTask createTask() {
    return new FlaggedTask();
  }

  /** How many threads submit. */
  int submitters() {
    return 1;
  }

  /** Creates the peer, the submitters and the batch. */
  @Setup
  public void setUp(BenchmarkParams params) {
    pool = createPool();
    TaskBatch batch = new TaskBatch(params.getOpsPerInvocation(), this::createTask);
    threads = new Submitters(submitters(), batch);
  }

  /** Ends the peer. */
  @TearDown
  public void tearDown() {
    threads.close();
    pool.close();
  }

  /** One task, without a future. */
  @Benchmark
  public void execute() {
    runBatch(ExecutorService::execute);
  }

  /**
   * Submits the batch and waits for it.
   *
   * @param submit passes one task to the peer
   */
  final void runBatch(BiConsumer<ExecutorService, Runnable> submit) {
    threads.runBatch(task -> submit.accept(pool, task));
  }
}
