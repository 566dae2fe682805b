package io.gopool.examples.benchmarks;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;

/**
 * Threads outside of the pool that submit a batch together, each its part of it. The thread of the
 * benchmark is one of them; the others live as long as this.
 *
 * <p>Not JMH's own threads: a batch would then end for each of them at another time, and its time
 * would have to be divided by their number. Like this the time of a batch is that of all its tasks,
 * whoever submitted them.
 */
final class Submitters implements AutoCloseable {

  private final TaskBatch batch;
  private final int count;
  private final CyclicBarrier start;
  private volatile boolean closed;
  private Consumer<Runnable> submit = Runnable::run; // handed over by the barrier

  /** Starts the threads. */
  Submitters(int count, TaskBatch batch) {
    this.count = count;
    this.batch = batch;
    start = new CyclicBarrier(count);
    for (int i = 1; i < count; i++) {
      int part = i;
      Thread.ofPlatform().daemon().name("submitter-" + i).start(() -> loop(part));
    }
  }

  /**
   * Submits the batch once, and waits until all of it has run.
   *
   * @param submit passes one task to the pool
   */
  void runBatch(Consumer<Runnable> submit) {
    this.submit = submit;
    if (meet()) {
      submitPart(0);
      batch.await();
    }
  }

  private void loop(int part) {
    while (meet()) {
      submitPart(part);
    }
  }

  private void submitPart(int part) {
    int to = (int) ((part + 1L) * batch.size() / count);
    for (int i = (int) ((long) part * batch.size() / count); i < to; i++) {
      submit.accept(batch.get(i));
    }
  }

  /** Waits for the others; false if it is over. */
  private boolean meet() {
    try {
      start.await();
      return !closed;
    } catch (InterruptedException | BrokenBarrierException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    start.reset();
  }
}
