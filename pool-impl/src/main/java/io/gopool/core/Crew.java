package io.gopool.core;

import io.gopool.queue.ThreadTable;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The worker threads of one pool: starts them, and knows which are there. */
final class Crew {

  /**
   * Which thread is a worker, of this pool or another of the same {@link io.gopool.MultiPool}. A
   * table rather than a thread local: a submitter that is no worker, perhaps one of a million
   * virtual threads, must not be left with an entry.
   */
  private final ThreadTable<Worker> family;

  private final ThreadFactory factory;

  /** After how long to look whether a thread that is waited for still wants to leave. */
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  /** Threads that have left, or are about to, and may be alive for another moment. */
  private final Queue<Thread> departing = new ConcurrentLinkedQueue<>();

  Crew(PoolConfig config, ThreadTable<Worker> family) {
    this.family = family;
    factory = config.threads().factory(config.name() + "-worker");
  }

  /** Makes the table of the workers of a pool, or of several that are siblings. */
  static ThreadTable<Worker> newFamily() {
    return new ThreadTable<>(Runtime.getRuntime().availableProcessors());
  }

  /** Starts a worker; whatever goes wrong is thrown, and nothing remains of it. */
  void start(PoolCore core, boolean asSearcher) {
    Worker worker = new Worker(core, asSearcher, core.retirement.next());
    Thread thread = factory.newThread(worker);
    if (thread == null) {
      throw new RejectedExecutionException(
          "the thread factory of pool '" + core.name() + "' returned null: " + factory);
    }
    if (thread.getState() != Thread.State.NEW) { // it may run the worker already, which ends then
      throw new IllegalThreadStateException(
          "the thread factory of pool '"
              + core.name()
              + "' returned a thread that was started; return a new one: "
              + factory);
    }
    worker.bind(thread);
    family.add(worker);
    try {
      thread.start();
    } catch (Throwable t) {
      family.remove(worker);
      throw t;
    }
    core.counters.spawned.incrementAndGet(); // cannot fail: the thread lives
  }

  /** The current thread's worker, if it is one of this pool or its siblings. */
  @Nullable Worker current() {
    return family.get(Thread.currentThread());
  }

  /** The workers of this pool and its siblings that are there, in no order, as a new list. */
  List<Worker> family() {
    return family.entries();
  }

  /** Whether a worker of one may run inline what it submits to the other. */
  boolean isSibling(Crew other) {
    return family == other.family;
  }

  /** Called by a worker before it gives up its place: it will be waited for. */
  void departing(Worker worker) {
    for (Thread t = departing.peek(); t != null && !t.isAlive(); t = departing.peek()) {
      departing.remove(t);
    }
    departing.add(worker.thread());
  }

  /** Called by a worker that keeps its place after all. */
  void stays(Worker worker) {
    departing.remove(worker.thread());
  }

  /** Called by a worker as the last it does. */
  void left(Worker worker) {
    family.remove(worker);
  }

  void interruptAll(PoolCore core) {
    family.forEach( // no list: there may be no memory for one
        worker -> {
          if (worker.core() == core) {
            worker.thread().interrupt();
          }
        });
  }

  /** Whether all threads that have left are dead. */
  boolean isGone() {
    departing.removeIf(t -> !t.isAlive());
    return departing.isEmpty();
  }

  /**
   * Waits until the threads that have left are dead.
   *
   * @return false if the time ran out
   */
  boolean join(long deadline) throws InterruptedException {
    Thread self = Thread.currentThread();
    for (Thread t : departing) {
      while (t != self && t.isAlive() && departing.contains(t)) { // it may stay after all
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
          return false;
        }
        t.join(Duration.ofNanos(Math.min(nanos, LOOK_AGAIN_NANOS)));
      }
    }
    return true;
  }
}
