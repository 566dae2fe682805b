package io.gopool.examples.benchmarks;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The JDK's thread pool. It rejects what finds its queue full; here the rejection handler waits for
 * room instead, which makes it a pool that blocks its submitters.
 */
final class ThreadPoolPeer {

  /** More platform threads than these help with nothing here; fewer keep the bound as well. */
  private static final int MOST_THREADS = 1_000;

  private ThreadPoolPeer() {}

  /**
   * A fixed number of threads, all started; running and queued tasks together are at most the
   * capacity.
   *
   * @param queue makes a queue for that many tasks
   */
  static ExecutorService fixed(
      int capacity, int threads, IntFunction<BlockingQueue<Runnable>> queue) {
    return fixed(capacity, threads, queue, ThreadPoolPeer::waitForRoom);
  }

  /** The same, but what finds it full is run by its submitter. */
  static ExecutorService callerRuns(
      int capacity, int threads, IntFunction<BlockingQueue<Runnable>> queue) {
    return fixed(capacity, threads, queue, new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /** Threads as they are needed and no queue: a task is handed to an idle thread or starts one. */
  static ExecutorService cached(int capacity) {
    return new ThreadPoolExecutor(
        /* corePoolSize= */ 0,
        Math.min(capacity, MOST_THREADS),
        /* keepAliveTime= */ 60,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        ThreadPoolPeer::waitForRoom);
  }

  private static ExecutorService fixed(
      int capacity,
      int threads,
      IntFunction<BlockingQueue<Runnable>> queue,
      RejectedExecutionHandler handler) {
    int running = Math.min(threads, Math.max(1, capacity - 1));
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            running,
            running,
            /* keepAliveTime= */ 0,
            TimeUnit.SECONDS,
            queue.apply(Math.max(1, capacity - running)),
            handler);
    pool.prestartAllCoreThreads();
    return pool;
  }

  /** Nobody submits while a pool is shut down here, so nothing is lost in the queue. */
  private static void waitForRoom(Runnable task, ThreadPoolExecutor pool) {
    try {
      pool.getQueue().put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
  }
}
