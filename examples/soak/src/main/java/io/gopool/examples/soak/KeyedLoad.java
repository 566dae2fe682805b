package io.gopool.examples.soak;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Pools by key: more keys than may be there at once, so that they displace each other, which expire
 * besides. The tasks themselves count how many of their key run.
 */
final class KeyedLoad implements Load {

  private static final int KEYS = 100;
  private static final int MAX_KEYS = 40;
  private static final int PER_KEY = 3;
  private static final int TOTAL = 60;
  private static final int BATCH = 1_000;

  private final SplittableRandom random;
  private final KeyedPools<Integer> pools;
  private final AtomicIntegerArray inside = new AtomicIntegerArray(KEYS);
  private final LongAdder ran = new LongAdder();
  private final LongAdder tooMany = new LongAdder();
  private long admitted;
  private volatile boolean over;

  KeyedLoad(String name, SplittableRandom random) {
    this.random = random;
    pools =
        KeyedPools.<Integer>builder(name)
            .capacityPerKey(PER_KEY)
            .queueCapacityPerKey(10)
            .maxKeys(MAX_KEYS)
            .totalCapacity(TOTAL)
            .reservedPerKey(1)
            .admission(Admission.block())
            .idleExpiry(Duration.ofMillis(20))
            .exceptionHandler((task, failure) -> {})
            .build();
  }

  KeyedPools<Integer> pools() {
    return pools;
  }

  @Override
  public String name() {
    return pools.name();
  }

  @Override
  public void stop() {
    over = true;
  }

  @Override
  public void run() {
    while (!over) {
      for (int i = 0; i < BATCH; i++) {
        int key = random.nextInt(KEYS);
        execute(
            key,
            () -> {
              counted(key);
              ran.increment();
            });
      }
      try {
        somethingElse(random.nextInt(10), random.nextInt(KEYS));
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts this thread", e);
      }
    }
    pools.close();
  }

  private void execute(int key, Runnable task) {
    try {
      pools.execute(key, task);
      admitted++;
    } catch (RejectedExecutionException e) {
      // not admitted
    }
  }

  private void counted(int key) {
    if (inside.incrementAndGet(key) > PER_KEY) {
      tooMany.increment();
    }
    inside.decrementAndGet(key);
  }

  private void somethingElse(int what, int key) throws InterruptedException {
    switch (what) {
      case 0 -> group(key);
      case 1 -> pools.resizeTotal(MAX_KEYS + random.nextInt(TOTAL - MAX_KEYS + 1));
      case 2 -> {
        Future<?> future = pools.submit(key, () -> counted(key));
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
      default -> {}
    }
  }

  private void group(int key) throws InterruptedException {
    try (TaskGroup group = pools.group(key)) {
      for (int i = 0; i < 5; i++) {
        Future<?> unused = group.submit(() -> counted(key)); // the group has it
      }
      group.join();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<String> check() {
    List<String> wrong = new ArrayList<>();
    KeyedStats stats = pools.stats();
    long ended = stats.completed() + stats.failed() + stats.cancelled();
    if (stats.submitted() != ended || stats.running() != 0 || stats.queued() != 0) {
      wrong.add("does not add up: " + stats);
    }
    if (ran.sum() != admitted) {
      wrong.add(name() + ": admitted " + admitted + ", returned " + ran.sum());
    }
    if (tooMany.sum() > 0) {
      wrong.add(name() + ": " + tooMany + " times too many of a key");
    }
    return wrong;
  }

  @Override
  public Totals totals() {
    KeyedStats s = pools.stats();
    return new Totals(s.submitted(), s.completed(), s.failed(), s.cancelled(), s.rejected(), 0);
  }
}
