package io.gopool.examples.soak;

import io.gopool.MultiPool;
import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * One pool and the thread that uses it: mostly tiny tasks, and now and then one of everything else.
 * Its own books are compared with the pool's at the end.
 */
final class PoolLoad implements Load {

  /** What is done to the pool beside giving it tasks. */
  enum Trouble {
    NONE,
    RESIZES,
    REBOOTS
  }

  private static final int BATCH = 1_000;

  private final WorkerPool pool;
  private final SplittableRandom random;
  private final Trouble trouble;
  private final int capacity;
  private final LongAdder ran = new LongAdder(); // tasks given to execute that returned
  private final LongAdder threw = new LongAdder();
  private final Runnable tiny = ran::increment;
  private long admitted; // by execute; touched by the load's thread alone
  private final List<Runnable> also = new ArrayList<>();
  private final List<Supplier<List<String>>> checks = new ArrayList<>();
  private volatile boolean over;

  PoolLoad(WorkerPool pool, Trouble trouble, SplittableRandom random) {
    this.pool = pool;
    this.trouble = trouble;
    this.random = random;
    this.capacity = pool.capacity();
  }

  /** Does this too, now and then. */
  PoolLoad also(Runnable more) {
    also.add(more);
    return this;
  }

  /** Called when the pool is closed; returns what is wrong. */
  PoolLoad thenCheck(Supplier<List<String>> check) {
    checks.add(check);
    return this;
  }

  @Override
  public String name() {
    return pool.name();
  }

  @Override
  public void stop() {
    over = true;
  }

  WorkerPool pool() {
    return pool;
  }

  @Override
  public void run() {
    while (!over) {
      for (int i = 0; i < BATCH; i++) {
        execute(tiny);
      }
      try {
        somethingElse(random.nextInt(200));
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts this thread", e);
      }
    }
    pool.close();
  }

  void execute(Runnable task) {
    try {
      pool.execute(task);
      admitted++;
    } catch (RejectedExecutionException | PlannedFailure e) {
      // not admitted
    }
  }

  private void somethingElse(int what) throws InterruptedException {
    if (what < 20) {
      execute(this::fail);
    } else if (what < 40) {
      futures();
    } else if (what < 60) {
      group();
    } else if (what < 70) {
      execute(this::sleep);
    } else if (what < 80) {
      execute(() -> nest(3));
    } else if (what < 90 && trouble == Trouble.RESIZES) {
      int least = pool instanceof MultiPool multi ? multi.pools().size() : 1;
      pool.resize(least + random.nextInt(capacity - least + 1));
    } else if (what < 92 && trouble == Trouble.REBOOTS) {
      pool.release(Duration.ofMinutes(1));
      pool.reboot();
    } else if (what < 100) {
      execute("named", this::fail);
    } else if (what < 110) {
      joinedByATask();
    } else if (what < 115) {
      invokeAll();
    } else if (what < 120) {
      tryExecute();
    } else if (what < 122) {
      pool.dump();
    } else if (what < 130) {
      also.forEach(Runnable::run);
    }
  }

  private void tryExecute() throws InterruptedException {
    try {
      boolean unused = pool.tryExecute(() -> {}, Duration.ofNanos(random.nextInt(100_000)));
    } catch (PlannedFailure e) {
      // not admitted
    }
  }

  private void execute(String name, Runnable task) {
    try {
      pool.execute(name, task);
      admitted++;
    } catch (RejectedExecutionException | PlannedFailure e) {
      // not admitted
    }
  }

  /** A worker waits for a group for which this thread submits meanwhile, perhaps for its slot. */
  private void joinedByATask() throws InterruptedException {
    try (TaskGroup group = pool.group()) {
      execute(() -> join(group));
      for (int i = 0; i < 10; i++) {
        Future<?> unused = group.submit(() -> {}); // the group has it
      }
      group.join();
    } catch (ExecutionException
        | CancellationException
        | RejectedExecutionException
        | PlannedFailure e) {
      // planned
    }
  }

  private void join(TaskGroup group) {
    try {
      group.join();
    } catch (ExecutionException | CancellationException e) {
      // planned
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ran.increment();
  }

  private void invokeAll() throws InterruptedException {
    try {
      pool.invokeAll(Collections.nCopies(5, () -> "one of five"));
    } catch (RejectedExecutionException | PlannedFailure e) {
      // not admitted
    }
  }

  private void fail() {
    threw.increment();
    throw new PlannedFailure();
  }

  private void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ran.increment();
  }

  /** A task that waits for a task of its own pool, some levels deep. */
  private void nest(int depth) {
    try {
      if (depth > 0) {
        pool.submit(() -> nest(depth - 1)).get();
      }
    } catch (ExecutionException | RejectedExecutionException | PlannedFailure e) {
      // planned
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (depth == 3) {
      ran.increment();
    }
  }

  private void futures() throws InterruptedException {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      try {
        futures.add(pool.submit(() -> number));
      } catch (RejectedExecutionException | PlannedFailure e) {
        // not admitted
      }
    }
    for (Future<Integer> future : futures) {
      if (random.nextBoolean()) {
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
      try {
        future.get();
      } catch (CancellationException | ExecutionException e) {
        // cancelled, or it had run
      }
    }
  }

  private static void failIf(boolean fails) {
    if (fails) {
      throw new PlannedFailure();
    }
  }

  private void group() throws InterruptedException {
    try (TaskGroup group = pool.group()) {
      for (int i = 0; i < 10; i++) {
        boolean fails = random.nextInt(20) == 0;
        Future<?> unused = group.submit(() -> failIf(fails)); // the group has it
      }
      group.join();
    } catch (ExecutionException | RejectedExecutionException | PlannedFailure e) {
      // planned
    }
  }

  @Override
  public List<String> check() {
    List<String> wrong = new ArrayList<>();
    PoolStats stats = pool.stats();
    long ended = stats.completed() + stats.failed() + stats.cancelled();
    if (stats.submitted() != ended || stats.state() != State.CLOSED) {
      wrong.add("does not add up: " + stats);
    }
    if (admitted != ran.sum() + threw.sum()) {
      wrong.add(
          (pool.name() + ": admitted " + admitted + ", returned " + ran.sum())
              + (", threw " + threw.sum()));
    }
    checks.forEach(check -> wrong.addAll(check.get()));
    return wrong;
  }

  @Override
  public Totals totals() {
    PoolStats s = pool.stats();
    return new Totals(
        s.submitted(), s.completed(), s.failed(), s.cancelled(), s.rejected(), s.spawned());
  }
}
