package io.gopool.core;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A real pool whose threads never start: its workers run where and when the test says, until they
 * find nothing more and leave. So Lincheck, which moves no threads but its own, can move them.
 */
final class StillPool {

  private final Queue<Runnable> workers = new ConcurrentLinkedQueue<>();
  final WorkerPool pool;

  StillPool(int capacity, int queueCapacity) {
    pool =
        WorkerPool.builder("still")
            .capacity(capacity)
            .queueCapacity(queueCapacity)
            .processors(1)
            .maxIdle(0)
            .threads(WorkerThreads.of(this::neverStarted))
            .build();
  }

  /** It is there to be run once it is started: until then the pool has not put it down. */
  private Thread neverStarted(Runnable worker) {
    return new Thread(worker) {
      @Override
      public void start() {
        workers.add(worker);
      }
    };
  }

  /** Runs a worker that was started, from its birth to its end; false if there is none. */
  boolean runWorker() {
    Runnable worker = workers.poll();
    if (worker == null) {
      return false;
    }
    worker.run();
    Thread.interrupted(); // a thread of the pool would have ended with that
    return true;
  }

  /** Runs what workers there are. */
  void runAll() {
    while (runWorker()) {
      // the next may have been started meanwhile
    }
  }
}
