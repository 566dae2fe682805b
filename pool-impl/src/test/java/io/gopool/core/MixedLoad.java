package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Caller;
import io.gopool.contract.Conservation;
import io.gopool.contract.PoolKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool and users of all kinds: they submit, block at capacity, wait for results, cancel, and join
 * groups; one resizes the pool and sends idle workers away. Each goes on until it is stopped or the
 * pool is shut down.
 */
final class MixedLoad {

  private static final int CAPACITY = 4;
  private static final int QUEUE = 4;
  private static final int SUBMITTERS = 5;

  private final List<User> users = new ArrayList<>();
  private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> workers = new ConcurrentLinkedQueue<>();
  private final Meter meter = new Meter();
  private final ThreadFactory plain;
  private final WorkerPool pool;
  private volatile boolean stopped;
  private volatile boolean failStarts;

  /** A load whose workers are platform threads. */
  MixedLoad() {
    this(PoolKind.PLATFORM, /* depthFirst= */ false);
  }

  MixedLoad(PoolKind kind, boolean depthFirst) {
    plain = kind.threads().factory();
    WorkerPool.Builder builder =
        WorkerPool.builder("load")
            .capacity(CAPACITY)
            .queueCapacity(QUEUE)
            .maxIdle(2)
            .processors(2)
            .noIdleExpiry()
            .threads(WorkerThreads.of(this::newThread));
    pool = (depthFirst ? builder.depthFirst() : builder).build();
  }

  private Thread newThread(Runnable body) {
    if (failStarts) {
      throw new IllegalStateException("planned: no thread");
    }
    Thread thread = plain.newThread(body);
    workers.add(thread);
    return thread;
  }

  WorkerPool pool() {
    return pool;
  }

  boolean isWorker(Thread thread) {
    return workers.contains(thread);
  }

  Thread onlyWorker() {
    assertEquals(1, workers.size());
    return workers.element();
  }

  void failStarts(boolean fail) {
    failStarts = fail;
  }

  // ---- tasks

  /** A task, what came of its submission, and how often it ran. */
  private final class Job implements Runnable {
    private final Runnable counted;
    final AtomicInteger runs = new AtomicInteger();
    volatile boolean admitted;
    volatile boolean handedBack;
    volatile @Nullable Future<?> future;

    Job(Runnable body) {
      counted = meter.around(body);
      jobs.add(this);
    }

    @Override
    public void run() {
      runs.incrementAndGet();
      counted.run();
    }

    private void assertRanAsOftenAsItShould() {
      Future<?> submitted = future;
      boolean notToRun = !admitted || handedBack || (submitted != null && submitted.isCancelled());
      assertTrue(submitted == null || submitted.isDone(), "a future is not done");
      if (notToRun) {
        assertTrue(runs.get() <= (admitted ? 1 : 0), () -> "ran " + runs + " times");
        assertFalse(handedBack && runs.get() > 0, "handed back, and ran");
      } else {
        assertEquals(1, runs.get(), "runs");
      }
    }
  }

  private Job job() {
    return new Job(
        () -> {
          for (int i = 0; i < 300; i++) {
            Thread.onSpinWait(); // so that others come meanwhile
          }
        });
  }

  /** Executes a task that is counted like those of the load. */
  void execute(Runnable body) {
    execute(new Job(body));
  }

  void executeOne() {
    execute(job());
  }

  /** Executes a task that is queued in spite of the error that its submitter gets. */
  void executeInSpiteOf(Class<? extends Throwable> error) {
    Job job = job();
    assertThrows(error, () -> pool.execute(job));
    job.admitted = true;
  }

  private void execute(Job job) {
    pool.execute(job);
    job.admitted = true;
  }

  private Job submitted(Callable<Future<?>> submission, Job job) throws Exception {
    job.future = submission.call();
    job.admitted = true;
    return job;
  }

  // ---- users

  /** One user; what it does is counted. */
  private final class User {
    final AtomicInteger done = new AtomicInteger();
    final int number;
    final Caller<Void> caller;

    User(int number) {
      this.number = number;
      caller = Caller.run(this::use);
    }

    private void use() throws Exception {
      try {
        for (int i = number; !stopped; i++) {
          if (number == SUBMITTERS) {
            maintain(i);
          } else {
            submit(i);
          }
          done.incrementAndGet();
        }
      } catch (PoolClosedException e) {
        // its work is over
      }
    }
  }

  private void submit(int i) throws Exception {
    switch (i % 8) {
      case 0, 1 -> executeOne();
      case 2 -> {
        Job job = job();
        awaited(submitted(() -> pool.submit(job), job));
      }
      case 3 -> {
        Job job = job();
        Future<?> future = submitted(() -> pool.submit(job), job).future;
        assertFalse(future == null);
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
      case 4 -> group(/* joinedByATask= */ false);
      case 5 -> group(/* joinedByATask= */ true);
      case 6 -> execute(new Job(this::executeFromInside));
      default -> {
        Job job = job();
        job.admitted = pool.tryExecute(job, Duration.ofNanos(i % 7 * 50_000L));
      }
    }
  }

  private void executeFromInside() {
    try {
      executeOne();
    } catch (PoolClosedException e) {
      // its own task was admitted before
    }
  }

  private static void awaited(Job job) throws Exception {
    Future<?> future = job.future;
    assertFalse(future == null);
    try {
      future.get();
    } catch (CancellationException e) {
      // handed back by shutdownNow
    }
  }

  /** Perhaps a worker waits for the group too, for which this thread submits meanwhile. */
  private void group(boolean joinedByATask) throws Exception {
    try (TaskGroup group = pool.group()) {
      if (joinedByATask) {
        execute(new Job(() -> join(group)));
      }
      for (int i = 0; i < 3; i++) {
        Job job = job();
        submitted(() -> group.submit(job), job);
      }
      group.join();
    } catch (ExecutionException | CancellationException e) {
      assertFalse(pool.state() == State.OPEN, e::toString);
    }
  }

  private void join(TaskGroup group) {
    try {
      group.join();
    } catch (ExecutionException | CancellationException | InterruptedException e) {
      assertFalse(pool.state() == State.OPEN, e::toString);
    }
  }

  private void maintain(int i) {
    if (pool.state() != State.OPEN) {
      throw new PoolClosedException("as the others are told");
    }
    pool.resize(i % 2 == 0 ? CAPACITY / 2 : CAPACITY);
    if (i % 2 == 0) {
      Hints.tasksComeOneByOne(pool); // who is told so calls a second searcher
    }
    if (i % 3 == 0) {
      Expiry.expireIdle(pool);
    }
    Thread.onSpinWait();
  }

  void start() {
    for (int i = 0; i <= SUBMITTERS; i++) {
      users.add(new User(i));
    }
  }

  int userCount() {
    return users.size();
  }

  /** Returns how much each user has done. */
  List<Integer> done() {
    return users.stream().map(u -> u.done.get()).toList();
  }

  /** Returns how many users have done so much more since then. */
  long advanced(List<Integer> since, int more) {
    List<Integer> now = done();
    long n = 0;
    for (int i = 0; i < now.size(); i++) {
      n += now.get(i) - since.get(i) >= more ? 1 : 0;
    }
    return n;
  }

  /** Whether each user has done so much more since then, has ended, or waits. */
  boolean eachAdvancedOrWaits(List<Integer> since, int more) {
    for (int i = 0; i < users.size(); i++) {
      Thread.State state = users.get(i).caller.thread().getState();
      if (users.get(i).done.get() - since.get(i) < more
          && state != Thread.State.WAITING
          && state != Thread.State.TIMED_WAITING
          && state != Thread.State.TERMINATED) {
        return false;
      }
    }
    return true;
  }

  // ---- the end

  /** Whether no user is there any more that could come to a point. */
  boolean isOver() {
    return users.stream().allMatch(user -> user.caller.isDone());
  }

  void stop() {
    stopped = true;
  }

  void shutdownNow() {
    List<Runnable> neverRan = pool.shutdownNow();
    for (Runnable r : neverRan) {
      if (r instanceof Job job) {
        job.handedBack = true;
      } else if (r instanceof Future<?> future) {
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
    }
  }

  /** Closes the pool, waits for all, and checks what remains. */
  void assertEndsWell() throws Exception {
    stop();
    for (User user : users) {
      user.caller.result();
    }
    Caller.run(pool::close).result();
    Conservation.assertHolds(pool);
    assertAll(jobs.stream().map(j -> j::assertRanAsOftenAsItShould));
    assertEquals(jobs.stream().filter(j -> j.admitted).count(), pool.stats().submitted());
    assertTrue(meter.most() <= CAPACITY, () -> meter.most() + " ran at once");
    workers.forEach(thread -> assertFalse(thread.isAlive(), () -> thread + " lives"));
  }
}
