package io.gopool.examples.benchmarks;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Who is measured, each in its best known configuration.
 *
 * <p>The bound of a bounded peer is the number of tasks in flight, running or waiting; a submitter
 * beyond it blocks. Peers with a fixed number of threads get as many as help with the load: one per
 * processor if its tasks compute, one per task in flight if they block.
 */
public enum Peer {

  /** Our pool on virtual threads. */
  OURS_VIRTUAL(true) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return ours(capacity, WorkerThreads.virtual());
    }
  },

  /** Our pool on platform threads. */
  OURS_PLATFORM(true) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return ours(capacity, WorkerThreads.platform());
    }
  },

  /** A fixed thread pool whose queue has no bound. */
  TPE_LINKED(false) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return fixed(threads, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
    }
  },

  /** A fixed thread pool whose queue is an array; the rejection handler waits for room in it. */
  TPE_ARRAY(true) {
    @Override
    ExecutorService create(int capacity, int threads) {
      int running = Math.min(threads, Math.max(1, capacity - 1));
      return fixed(
          running,
          new ArrayBlockingQueue<>(Math.max(1, capacity - running)),
          (task, pool) -> put(pool.getQueue(), task));
    }
  },

  /** A fork/join pool in FIFO mode, as it is meant for tasks that are never joined. */
  FORK_JOIN(false) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return forkJoin(threads);
    }
  },

  /** The same behind a semaphore. */
  FORK_JOIN_SEMAPHORE(true) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return new SemaphoreBound(capacity, forkJoin(threads));
    }
  },

  /** A virtual thread per task. */
  VIRTUAL(false) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return new VirtualThreadPerTask();
    }
  },

  /** The same behind a semaphore. */
  VIRTUAL_SEMAPHORE(true) {
    @Override
    ExecutorService create(int capacity, int threads) {
      return new SemaphoreBound(capacity, new VirtualThreadPerTask());
    }
  };

  private final boolean bounded;

  Peer(boolean bounded) {
    this.bounded = bounded;
  }

  /** Whether it keeps a bound; one that does not, ignores the capacity. */
  boolean isBounded() {
    return bounded;
  }

  /** Whether it is this project's: then the others are what it is compared with. */
  boolean isOurs() {
    return this == OURS_VIRTUAL || this == OURS_PLATFORM;
  }

  /**
   * Creates one.
   *
   * @param capacity the most tasks in flight
   * @param threads for peers with a fixed number of threads
   */
  abstract ExecutorService create(int capacity, int threads);

  /** Creates one for tasks that compute. */
  ExecutorService createForComputing(int capacity) {
    return create(capacity, Runtime.getRuntime().availableProcessors());
  }

  private static WorkerPool ours(int capacity, WorkerThreads kind) {
    return WorkerPool.builder("benchmark").capacity(capacity).threads(kind).build();
  }

  private static ForkJoinPool forkJoin(int threads) {
    return new ForkJoinPool(
        threads,
        ForkJoinPool.defaultForkJoinWorkerThreadFactory,
        /* handler= */ null,
        /* asyncMode= */ true);
  }

  private static ThreadPoolExecutor fixed(
      int threads,
      BlockingQueue<Runnable> queue,
      java.util.concurrent.RejectedExecutionHandler handler) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, queue, handler);
    pool.prestartAllCoreThreads();
    return pool;
  }

  /** No task is rejected while a pool is shut down here, so nothing is lost in the queue. */
  private static void put(BlockingQueue<Runnable> queue, Runnable task) {
    try {
      queue.put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
  }
}
