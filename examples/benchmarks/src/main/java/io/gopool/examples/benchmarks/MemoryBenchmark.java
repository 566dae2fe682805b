package io.gopool.examples.benchmarks;

import io.gopool.WorkerPool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Load (i): what a blocked task and an idle worker keep on the heap, measured as the difference of
 * the heaps after a garbage collection. Tasks are blocked with a shallow stack, in a semaphore.
 *
 * <p>The stack of a virtual thread is on the heap while it is blocked. That of a platform thread is
 * not, so peers on those take no part. The serial collector is used because it leaves nothing
 * behind, if it is told to: by default three of four collections leave garbage in place, up to a
 * twentieth of the heap, and count it as used. What is allocated per task is a column of load (a).
 */
@OperationsPerInvocation(10_000)
@Fork(
    value = 1,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      "-XX:+UseSerialGC",
      "-XX:MarkSweepAlwaysCompactCount=1",
      "--add-opens=java.base/java.lang=ALL-UNNAMED"
    })
public class MemoryBenchmark extends Load {

  private static final int ROOM = 1 << 20;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Semaphore gate = new Semaphore(0);
  private int number;
  private TaskBatch batch;

  @Override
  boolean suits(Peer peer) {
    return peer.threads() == Peer.Threads.VIRTUAL;
  }

  @Override
  int capacity() {
    return ROOM;
  }

  @Override
  void prepare(int tasks) {
    number = tasks;
    batch = new TaskBatch(tasks, () -> new BlockedTask(gate));
  }

  /** As many tasks as there are, all blocked. */
  @Benchmark
  public void blockedTask(Retained retained) {
    retained.start();
    block(pool());
    await(this::allBlocked);
    retained.stop(number);
    release();
  }

  /** As many workers as there were tasks, all idle; only if it is ours. */
  @Benchmark
  public void idleWorker(Retained retained) {
    retained.start();
    try (WorkerPool pool = peer.ours(number).maxIdle(number).noIdleExpiry().build()) {
      block(pool);
      await(this::allBlocked); // otherwise one worker runs several
      release();
      await(() -> pool.idle() == number);
      retained.stop(number);
    }
  }

  private void block(ExecutorService pool) {
    for (int i = 0; i < number; i++) {
      pool.execute(batch.get(i));
    }
  }

  private boolean allBlocked() {
    return gate.getQueueLength() == number;
  }

  private static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new IllegalStateException("what was to be measured has not come about");
      }
    }
  }

  private void release() {
    gate.release(number);
    batch.await();
  }

  private static final class BlockedTask extends FlaggedTask {

    private final Semaphore gate;

    BlockedTask(Semaphore gate) {
      this.gate = gate;
    }

    @Override
    void body() {
      gate.acquireUninterruptibly();
    }
  }
}
