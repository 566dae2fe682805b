package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What the loads share that measure throughput: a batch of tasks from outside, submitted and waited
 * for.
 *
 * <p>An operation of JMH is one task, an invocation one batch. So a load says with {@code
 * OperationsPerInvocation} how large its batch is, and its score is the time per task.
 */
public abstract class BatchLoad extends Load {

  private Submitters submitters;

  /** Creates one task of the batch. */
  FlaggedTask createTask() {
    return new FlaggedTask();
  }

  /** How many threads submit. */
  int submitters() {
    return 1;
  }

  @Override
  void prepare(int tasks) {
    submitters = new Submitters(submitters(), new TaskBatch(tasks, this::createTask));
  }

  @Override
  void end() {
    submitters.close();
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
    ExecutorService pool = pool();
    submitters.runBatch(task -> submit.accept(pool, task));
  }
}
