package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What a pool costs in memory: by its workers and queued tasks, not by its capacity. */
@OnEachKind
class FootprintTest extends CoreFixture {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long bytesToBuild(int capacity) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    WorkerPool pool = pool(b -> b.capacity(capacity));
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(0, pool.stats().spawned());
    return bytes;
  }

  /** The median of many, as what the compiler does meanwhile changes what is allocated. */
  @Test
  void idlePoolOfAMillionCostsNoMoreThanOneOfOne() {
    long[] more = new long[31];
    for (int i = 0; i < more.length; i++) {
      more[i] = bytesToBuild(1_000_000) - bytesToBuild(1);
    }
    Arrays.sort(more);
    assertTrue(
        Math.abs(more[more.length / 2]) <= 256, () -> "bytes more: " + Arrays.toString(more));
  }

  /** Rounds that need the queue's next array now and then, which the last one then serves as. */
  @Test
  void submitterAllocatesNothingForATaskThatExists() throws Exception {
    int round = 128;
    WorkerPool pool = pool(b -> b.capacity(round).processors(1).preStart(1).maxIdle(1));
    Semaphore done = new Semaphore(0);
    Runnable task = done::release;
    long bytes = 0;
    int rounds = 200;
    for (int i = -rounds; i < rounds; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < round; k++) {
        pool.execute(task);
      }
      bytes += i < 0 ? 0 : THREADS.getCurrentThreadAllocatedBytes() - before;
      done.acquire(round);
    }
    double perTask = (double) bytes / rounds / round;
    assertTrue(perTask < 8, () -> perTask + " bytes a task"); // a worker is started now and then
  }
}
