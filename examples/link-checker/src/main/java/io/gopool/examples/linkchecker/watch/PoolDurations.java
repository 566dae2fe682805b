package io.gopool.examples.linkchecker.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * How long tasks wait and run, by pool. A decorator of each task reads the clock three times: when
 * it is submitted, begins and ends. Thread-safe.
 */
public final class PoolDurations {

  private final Map<String, OfPool> pools = new ConcurrentHashMap<>();

  /** The durations of one pool. */
  static final class OfPool {
    final RecentDurations waits = new RecentDurations();
    final RecentDurations runs = new RecentDurations();
  }

  /** Returns what decorates the tasks of a pool. */
  public UnaryOperator<Runnable> decorator(String pool) {
    OfPool durations = of(pool);
    return task -> new Timed(task, durations);
  }

  OfPool of(String pool) {
    return pools.computeIfAbsent(pool, name -> new OfPool());
  }

  private static final class Timed implements Runnable {
    private final Runnable task;
    private final OfPool durations;
    private final long submitted = System.nanoTime();

    Timed(Runnable task, OfPool durations) {
      this.task = task;
      this.durations = durations;
    }

    @Override
    public void run() {
      long begin = System.nanoTime();
      durations.waits.record(begin - submitted);
      try {
        task.run();
      } finally {
        durations.runs.record(System.nanoTime() - begin);
      }
    }
  }
}
