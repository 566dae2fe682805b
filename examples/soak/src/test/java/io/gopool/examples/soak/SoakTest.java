package io.gopool.examples.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class SoakTest {

  private static final Logger LOG = Logger.getLogger("io.gopool"); // held, or its level is lost

  private final Queue<byte[]> leak = new ConcurrentLinkedQueue<>();
  private final AtomicLong leaked = new AtomicLong();

  @Test
  void allLoadsRunAndLoseNothing() throws Exception {
    LOG.setLevel(Level.OFF); // of the planned failures
    List<Load> loads = Loads.all(new SplittableRandom(1));
    List<String> wrong = new Soak(loads).run(Duration.ofSeconds(4));
    assertEquals(List.of(), wrong);
    loads.forEach(load -> assertTrue(load.totals().completed() > 1_000, load::name));
  }

  @Test
  void leakAndLostTasksAreNoticed() throws Exception {
    AtomicInteger tasks = new AtomicInteger();
    long start = System.nanoTime();
    WorkerPool leaking =
        WorkerPool.builder("leaking")
            .capacity(1)
            .queueCapacity(1_000)
            .exceptionHandler((task, failure) -> {})
            .taskDecorator(
                task -> {
                  leakUntilNow(start);
                  return tasks.incrementAndGet() == 10_000 ? () -> {} : task;
                })
            .build();
    Load load = new PoolLoad(leaking, PoolLoad.Trouble.NONE, new SplittableRandom(1));
    List<String> wrong = new Soak(List.of(load)).run(Duration.ofSeconds(2));
    assertTrue(wrong.stream().anyMatch(w -> w.startsWith("leaking: admitted")), wrong::toString);
    assertTrue(wrong.stream().anyMatch(w -> w.startsWith("heap, MiB: grew")), wrong::toString);
  }

  /** Leaks 50 kB per millisecond, however many tasks there are in one. */
  private void leakUntilNow(long start) {
    long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    for (long last = leaked.get(); last < due; last = leaked.get()) {
      if (leaked.compareAndSet(last, last + 1)) {
        leak.add(new byte[50_000]);
      }
    }
  }
}
