package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many producers, consumers and movers at once: each task must come out exactly once, and a single
 * consumer must see the tasks of each producer in order.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunQueueStressTest {

  private static final int PRODUCERS = 3;
  private static final int EACH = 80_000;

  /** A small ring is full and empty all the time. */
  private final RunQueue queue = new RunQueue(8);

  private final RunQueue target = new RunQueue(4);
  private final GlobalQueue global = new GlobalQueue();
  private final AtomicIntegerArray times = new AtomicIntegerArray(PRODUCERS * EACH);
  private final AtomicInteger out = new AtomicInteger();

  /** Takes what it can get now; the number says whose turn it is. */
  private interface Taker {
    void take();
  }

  /** Puts a task away, or says that there is no room now. */
  private interface Giver {
    boolean offer(Object task);
  }

  @Test
  void eachTaskComesOutOnceThroughTakesBatchesAndMoves() throws Exception {
    run(
        queue::offer,
        () -> took(queue.poll()),
        this::takeBatch,
        () -> took(queue.pollInto(target, 5, global, n -> assertTrue(n > 0 && n < 5))),
        () -> took(queue.pollInto(target, 3, global, n -> assertTrue(n > 0 && n < 3))),
        () -> {
          took(target.poll());
          took(global.poll());
        });
    assertAllCameOutOnce();
  }

  @Test
  void eachTaskComesOutOfTheGlobalQueueOnce() throws Exception {
    run(
        task -> {
          global.offer(task);
          return true;
        },
        () -> took(global.poll()),
        () -> took(global.poll()),
        () -> took(global.poll()));
    assertAllCameOutOnce();
  }

  @Test
  void singleConsumerOfARingSeesEachProducersOrder() throws Exception {
    OrderedConsumer consumer = new OrderedConsumer();
    run(queue::offer, () -> consumer.took(queue.poll()));
    assertAllCameOutOnce();
  }

  @Test
  void singleConsumerOfTheGlobalQueueSeesEachProducersOrder() throws Exception {
    OrderedConsumer consumer = new OrderedConsumer();
    run(
        task -> {
          global.offer(task);
          return true;
        },
        () -> consumer.took(global.poll()));
    assertAllCameOutOnce();
  }

  /** Used by one thread. */
  private final class OrderedConsumer {

    private final int[] last = new int[PRODUCERS];

    OrderedConsumer() {
      Arrays.fill(last, -1);
    }

    void took(Object task) {
      if (task != null) {
        int producer = (Integer) task / EACH;
        int number = (Integer) task % EACH;
        assertEquals(last[producer] + 1, number, "next of producer " + producer);
        last[producer] = number;
        RunQueueStressTest.this.took(task);
      }
    }
  }

  private void takeBatch() {
    Object[] into = new Object[6];
    int n = queue.pollBatch(into, into.length);
    for (int i = 0; i < n; i++) {
      took(into[i]);
    }
  }

  private void took(Object task) {
    if (task != null) {
      times.incrementAndGet((Integer) task);
      out.incrementAndGet();
    }
  }

  private void run(Giver giver, Taker... takers) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int p = 0; p < PRODUCERS; p++) {
        int first = p * EACH;
        all.add(threads.submit(() -> produce(giver, first)));
      }
      for (Taker taker : takers) {
        all.add(threads.submit(() -> takeUntilAllAreOut(taker)));
      }
      try {
        for (Future<?> f : all) {
          f.get(50, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow(); // ends the others when one failed
      }
    }
  }

  private static void produce(Giver giver, int first) {
    for (int i = first; i < first + EACH; i++) {
      while (!giver.offer(i)) {
        giveWay();
      }
    }
  }

  private void takeUntilAllAreOut(Taker taker) {
    while (out.get() < PRODUCERS * EACH) {
      int before = out.get();
      taker.take();
      if (out.get() == before) {
        giveWay();
      }
    }
  }

  private static void giveWay() {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("stopped");
    }
    Thread.onSpinWait();
  }

  private void assertAllCameOutOnce() {
    for (int i = 0; i < times.length(); i++) {
      assertEquals(1, times.get(i), "times that task " + i + " came out");
    }
    assertEquals(0, queue.size() + target.size() + global.size());
  }
}
