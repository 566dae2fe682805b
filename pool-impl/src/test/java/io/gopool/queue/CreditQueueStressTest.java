package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.queue.CreditQueue.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many producers and consumers, small nodes, few credits, and somebody who resizes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CreditQueueStressTest {

  private static final int TASKS = 200_000;

  private final PaddedInt frozen = new PaddedInt(0);
  private final GlobalQueue global = new GlobalQueue();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicIntegerArray taken = new AtomicIntegerArray(TASKS);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({
    "1,1,4,false,false",
    "1,3,64,false,false",
    "3,1,16,false,false",
    "4,4,16,false,false",
    "3,3,16,true,false",
    "1,1,64,false,true",
    "3,3,16,true,true"
  })
  void eachTaskIsTakenOnceWithinTheBound(
      int producers, int consumers, int credits, boolean resizes, boolean trailed)
      throws Exception {
    CreditQueue queue = new CreditQueue(credits, frozen, trailed, /* nodeSize= */ 4);
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      all.add(() -> produce(queue, trailed ? new Trail() : null));
    }
    for (int i = 0; i < consumers; i++) {
      boolean batches = i % 2 == 1;
      all.add(() -> consume(queue, batches));
    }
    if (resizes) {
      all.add(() -> resize(queue));
    }
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Void>> futures = new ArrayList<>();
      all.forEach(task -> futures.add(threads.submit(task)));
      for (Future<Void> future : futures) {
        future.get();
      }
    }
    for (int i = 0; i < TASKS; i++) {
      assertEquals(1, taken.get(i));
    }
    assertEquals(credits, queue.free());
    assertEquals(true, most.get() <= credits, () -> most + " in flight of " + credits);
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private Void produce(CreditQueue queue, @Nullable Trail trail) {
    for (int i = next.getAndIncrement(); i < TASKS; i = next.getAndIncrement()) {
      Integer task = i;
      while (queue.offer(task, this::count, trail) != Offer.PUBLISHED) {
        Thread.yield();
      }
      Object taken = trail == null || i % 3 == 0 ? null : trail.poll();
      if (taken != null) {
        ran(queue, taken);
      }
    }
    return null;
  }

  private void ran(CreditQueue queue, Object task) {
    taken.incrementAndGet((Integer) task);
    inFlight.decrementAndGet();
    ended.incrementAndGet();
    queue.credit();
  }

  private Object count(Object task) {
    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    return task;
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private Void consume(CreditQueue queue, boolean batches) {
    while (ended.get() < TASKS) {
      Object task = poll(queue, batches);
      if (task == null) {
        Thread.yield();
        continue;
      }
      ran(queue, task);
    }
    return null;
  }

  /** Steals half, half of which others take out of the global queue. */
  private @Nullable Object poll(CreditQueue queue, boolean batches) {
    Object task = global.poll();
    if (task != null || !batches) {
      return task != null ? task : queue.poll();
    }
    Batch batch = Batches.halfOf(queue);
    Batch half = batch == null ? null : Batches.halfOf(batch);
    for (Object t = half == null ? null : half.poll(); t != null; t = half.poll()) {
      global.offer(t);
    }
    for (Object t = batch == null ? null : batch.poll(); t != null; t = batch.poll()) {
      global.offer(t);
    }
    return global.poll();
  }

  /** Takes some credits away and gives them back; in between fewer tasks are in flight. */
  @SuppressWarnings("ThreadPriorityCheck")
  private Void resize(CreditQueue queue) {
    while (ended.get() < TASKS) {
      frozen.set(1);
      queue.bar();
      int withdrawn = queue.withdraw(8);
      frozen.set(0);
      Thread.yield();
      queue.grant(withdrawn);
    }
    return null;
  }
}
