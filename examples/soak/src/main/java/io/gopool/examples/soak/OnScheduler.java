package io.gopool.examples.soak;

import io.gopool.GpmScheduler;
import io.gopool.SchedulerStats;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool on a scheduler of its own, both of which are resized; some tasks hold their platform
 * thread for longer than it bears.
 */
final class OnScheduler {

  private static final int MAX_PROCESSORS = 4;
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final SplittableRandom random;
  private final GpmScheduler scheduler =
      GpmScheduler.builder("soak").processors(2).handoffAfter(Duration.ofMillis(1)).build();

  private OnScheduler(SplittableRandom random) {
    this.random = random;
  }

  static Load load(WorkerPool.Builder builder, SplittableRandom random) {
    OnScheduler on = new OnScheduler(random.split());
    WorkerPool pool = builder.threads(WorkerThreads.gpm(on.scheduler)).build();
    return new PoolLoad(pool, PoolLoad.Trouble.RESIZES, random)
        .also(() -> on.trouble(pool))
        .thenCheck(on::end);
  }

  private void trouble(WorkerPool pool) {
    switch (random.nextInt(4)) {
      case 0 -> scheduler.resize(1 + random.nextInt(MAX_PROCESSORS));
      case 1 -> pool.execute(OnScheduler::compute);
      case 2 -> pool.execute(OnScheduler::block);
      default -> scheduler.stats();
    }
  }

  private static void compute() {
    for (long start = System.nanoTime(); System.nanoTime() - start < LONG_NANOS; ) {
      Thread.onSpinWait();
    }
  }

  private static void block() {
    try {
      GpmScheduler.blocking(
          () -> {
            LockSupport.parkNanos(LONG_NANOS);
            return "unblocked";
          });
    } catch (Exception e) {
      throw new AssertionError("a park throws nothing", e);
    }
  }

  private List<String> end() {
    boolean ended = scheduler.close(Duration.ofMinutes(1));
    SchedulerStats stats = scheduler.stats();
    return ended && stats.live() == 0 ? List.of() : List.of("goroutines are left: " + stats);
  }
}
