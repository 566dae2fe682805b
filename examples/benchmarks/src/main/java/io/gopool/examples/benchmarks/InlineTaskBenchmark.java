package io.gopool.examples.benchmarks;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (l): empty tasks that a full pool has their submitter run, while somebody looks on. All of
 * it happens in one thread, so that tenths of a nanosecond can be seen, which the hand-over between
 * two threads hides. Observers are looked for as often as for a task that a worker runs: once when
 * it is accepted, once when it starts.
 */
public class InlineTaskBenchmark extends Load {

  /** Who looks on. */
  @Param public Watching by;

  private final CountDownLatch over = new CountDownLatch(1);
  private final FlaggedTask task = new FlaggedTask();
  private WorkerPool full;
  private Watching.End end = () -> {};

  @Override
  boolean suits(Peer peer) {
    return peer.isOurs();
  }

  @Override
  int capacity() {
    return 1;
  }

  @Override
  void prepare(int tasks) {
    full = peer.ours(capacity()).admission(Admission.callerRuns()).build();
    full.execute(this::occupy);
    end = by.begin(full);
  }

  private void occupy() {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }

  @Override
  void end() {
    end.run();
    over.countDown();
    full.close();
  }

  /** One task, without a future. */
  @Benchmark
  public void execute() {
    full.execute(task);
  }
}
