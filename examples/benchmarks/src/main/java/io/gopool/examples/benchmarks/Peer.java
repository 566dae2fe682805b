package io.gopool.examples.benchmarks;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is measured, each in its best known configuration.
 *
 * <p>The bound of a bounded peer is the number of tasks in flight, running or waiting; a submitter
 * beyond it blocks. Peers with a fixed number of threads get as many as help with the load: one per
 * processor if its tasks compute, one per task in flight if they block.
 *
 * <p>A peer is one constant here: every load takes part with it, if it {@linkplain Load#suits
 * suits}.
 */
public enum Peer {

  /** Our pool on virtual threads. */
  OURS_VIRTUAL(Threads.VIRTUAL, WorkerThreads::virtual),

  /** Our pool on platform threads. */
  OURS_PLATFORM(Threads.PLATFORM, WorkerThreads::platform),

  /** Our pool on virtual threads with Go's scheduler. */
  OURS_GPM(Threads.VIRTUAL, () -> WorkerThreads.gpm(GpmScheduler.shared())),

  /** Our pool on virtual threads, newest task first, as it is meant for trees of tasks. */
  OURS_VIRTUAL_LIFO(OURS_VIRTUAL),

  /** Our pool on platform threads, newest task first. */
  OURS_PLATFORM_LIFO(OURS_PLATFORM),

  /** Our pool on virtual threads with Go's scheduler, newest task first. */
  OURS_GPM_LIFO(OURS_GPM),

  /** A fixed thread pool with a linked queue. */
  TPE_LINKED(
      Bound.BLOCKS,
      Threads.PLATFORM,
      (capacity, threads) -> ThreadPoolPeer.fixed(capacity, threads, LinkedBlockingQueue::new)),

  /** A fixed thread pool whose queue is an array. */
  TPE_ARRAY(
      Bound.BLOCKS,
      Threads.PLATFORM,
      (capacity, threads) -> ThreadPoolPeer.fixed(capacity, threads, ArrayBlockingQueue::new)),

  /** A fixed thread pool whose submitters run a task themselves if the queue is full. */
  TPE_CALLER_RUNS(
      Bound.CALLER_RUNS,
      Threads.PLATFORM,
      (capacity, threads) -> ThreadPoolPeer.callerRuns(capacity, threads, ArrayBlockingQueue::new)),

  /** A cached thread pool: threads as they are needed, no queue. */
  TPE_SYNCHRONOUS(
      Bound.BLOCKS, Threads.PLATFORM, (capacity, threads) -> ThreadPoolPeer.cached(capacity)),

  /** A fork/join pool in FIFO mode, as it is meant for tasks that are never joined. */
  FORK_JOIN(
      Bound.NONE, Threads.PLATFORM, (capacity, threads) -> forkJoin(threads, /* fifo= */ true)),

  /** The same behind a semaphore. */
  FORK_JOIN_SEMAPHORE(
      Bound.BLOCKS,
      Threads.PLATFORM,
      (capacity, threads) -> new SemaphoreBound(capacity, forkJoin(threads, /* fifo= */ true))),

  /** A fork/join pool in its default mode, newest task first, as it is meant for trees of tasks. */
  FORK_JOIN_LIFO(
      Bound.NONE, Threads.PLATFORM, (capacity, threads) -> forkJoin(threads, /* fifo= */ false)),

  /** The same behind a semaphore. */
  FORK_JOIN_LIFO_SEMAPHORE(
      Bound.BLOCKS,
      Threads.PLATFORM,
      (capacity, threads) -> new SemaphoreBound(capacity, forkJoin(threads, /* fifo= */ false))),

  /** A virtual thread per task. */
  VIRTUAL(
      Bound.NONE,
      Threads.VIRTUAL,
      (capacity, threads) -> new Untracked(Thread::startVirtualThread)),

  /** The same behind a semaphore. */
  VIRTUAL_SEMAPHORE(
      Bound.BLOCKS,
      Threads.VIRTUAL,
      (capacity, threads) ->
          new SemaphoreBound(capacity, new Untracked(Thread::startVirtualThread))),

  /** The same behind a bulkhead of resilience4j. */
  VIRTUAL_BULKHEAD(
      Bound.BLOCKS, Threads.VIRTUAL, (capacity, threads) -> BulkheadPeer.create(capacity)),

  /** Spring's executor on virtual threads, with its concurrency limit. */
  SPRING(Bound.BLOCKS, Threads.VIRTUAL, (capacity, threads) -> SpringPeer.create(capacity)),

  /** The scheduler of kotlinx.coroutines. */
  KOTLINX(Bound.NONE, Threads.PLATFORM, (capacity, threads) -> KotlinxPeer.create(threads)),

  /** The same behind a semaphore. */
  KOTLINX_SEMAPHORE(
      Bound.BLOCKS,
      Threads.PLATFORM,
      (capacity, threads) -> new SemaphoreBound(capacity, KotlinxPeer.create(threads))),

  /** A ring of the Disruptor with several consumers. */
  DISRUPTOR(Bound.BLOCKS, Threads.PLATFORM, DisruptorPeer::create);

  /** What happens to a task beyond the capacity. */
  enum Bound {
    /** There is no bound; the capacity is ignored. */
    NONE,
    /** Its submitter is blocked, also if it is a task itself. */
    BLOCKS,
    /** Its submitter runs it. */
    CALLER_RUNS,
    /** This project's: an outside submitter is blocked, a task runs it. */
    OURS
  }

  /** What the tasks run on. */
  enum Threads {
    /** Threads that are cheap: there may be as many as tasks in flight. */
    VIRTUAL,
    /** Threads of the operating system. */
    PLATFORM
  }

  /** Makes a pool: see {@link Peer#create}. */
  private interface Factory {
    ExecutorService create(int capacity, int threads);
  }

  private final Bound bound;
  private final Threads threads;

  @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing that changes
  private final Factory factory;

  @SuppressWarnings("ImmutableEnumChecker") // a reference to a method without state
  private final @Nullable Supplier<WorkerThreads> workers;

  private final boolean depthFirst;

  /** One of ours. */
  Peer(Threads threads, Supplier<WorkerThreads> workers) {
    this(threads, workers, /* depthFirst= */ false);
  }

  /** The same, depth first. */
  Peer(Peer ours) {
    this(ours.threads, ours.workers, /* depthFirst= */ true);
  }

  private Peer(Threads threads, @Nullable Supplier<WorkerThreads> workers, boolean depthFirst) {
    this.bound = Bound.OURS;
    this.threads = threads;
    this.workers = workers;
    this.depthFirst = depthFirst;
    this.factory = (capacity, unused) -> ours(capacity).build();
  }

  /** Another. */
  Peer(Bound bound, Threads threads, Factory factory) {
    this.bound = bound;
    this.threads = threads;
    this.workers = null;
    this.depthFirst = false;
    this.factory = factory;
  }

  Bound bound() {
    return bound;
  }

  Threads threads() {
    return threads;
  }

  /** Whether it keeps a bound by blocking outside submitters, as ours does. */
  boolean isBounded() {
    return bound == Bound.OURS || bound == Bound.BLOCKS;
  }

  /** Whether it is one of ours that runs the newest task first. */
  boolean isDepthFirst() {
    return depthFirst;
  }

  /** Whether it is this project's: then the others are what it is compared with. */
  boolean isOurs() {
    return bound == Bound.OURS;
  }

  /**
   * Creates one.
   *
   * @param capacity the most tasks in flight
   * @param threads for peers with a fixed number of threads
   */
  ExecutorService create(int capacity, int threads) {
    return factory.create(capacity, threads);
  }

  /** The pool that {@link #create} builds, for loads that have to set more; only if it is ours. */
  WorkerPool.Builder ours(int capacity) {
    if (workers == null) {
      throw new IllegalStateException(this + " is not one of ours");
    }
    WorkerPool.Builder builder =
        WorkerPool.builder("benchmark").capacity(capacity).threads(workers.get());
    return depthFirst ? builder.depthFirst() : builder;
  }

  private static ForkJoinPool forkJoin(int threads, boolean fifo) {
    return new ForkJoinPool(
        threads,
        ForkJoinPool.defaultForkJoinWorkerThreadFactory,
        /* handler= */ null,
        /* asyncMode= */ fifo);
  }
}
