package io.gopool.examples.soak;

import io.gopool.MultiPool;
import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * One pool and the thread that uses it: mostly tiny tasks, and now and then one of everything else.
 * Its own books are compared with the pool's at the end.
 */
final class Load implements Runnable {

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
  private volatile boolean over;

  Load(WorkerPool pool, Trouble trouble, SplittableRandom random) {
    this.pool = pool;
    this.trouble = trouble;
    this.random = random;
    this.capacity = pool.capacity();
  }

  void stop() {
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

  private void execute(Runnable task) {
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

  /** Compares the books once the load has ended; returns what is wrong. */
  List<String> check() {
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
    return wrong;
  }
}
