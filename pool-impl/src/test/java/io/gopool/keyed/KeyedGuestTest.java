package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.TaskGroup;
import io.gopool.contract.Blocker;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task of one key waits for another key that is full. */
class KeyedGuestTest extends KeyedFixture {

  private static Future<Thread> nested(KeyedPools<String> pools, Runnable task) {
    return pools.submit(
        "a",
        () -> {
          pools.execute("b", task);
          return Thread.currentThread();
        });
  }

  private static void awaitGuest(KeyedPools<String> pools, Future<?> nested) {
    eventually(() -> pools.stats("b").waiting() == 1);
    assertFalse(nested.isDone());
  }

  @Test
  void waitsForASlotAndThenRunsInline() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker inB = startBlocker(pools, "b");
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    Future<Thread> outer = nested(pools, () -> ranIn.set(Thread.currentThread()));
    awaitGuest(pools, outer);
    inB.letGo();
    assertSame(outer.get(), ranIn.get());
    awaitQuiet(pools);
    assertEquals(2, pools.stats("b").completed());
  }

  @Test
  void goesBeforeSubmittersOutside() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker inB = startBlocker(pools, "b");
    Queue<String> order = new ConcurrentLinkedQueue<>();
    var outside = blockedSubmitter(pools, "b", () -> order.add("outside"));
    Future<Thread> outer = nested(pools, () -> order.add("nested"));
    eventually(() -> pools.stats("b").waiting() == 2);
    inB.letGo();
    outer.get();
    outside.result();
    awaitQuiet(pools);
    assertEquals(List.of("nested", "outside"), List.copyOf(order));
  }

  @Test
  void runsBeyondTheCapacityWhenNoTaskOfTheKeyWouldEverGoOn() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    CountDownLatch bothRun = new CountDownLatch(2);
    Future<String> a = pools.submit("a", () -> meetThenGet(pools, bothRun, "b"));
    Future<String> b = pools.submit("b", () -> meetThenGet(pools, bothRun, "a"));
    assertEquals("x", a.get());
    assertEquals("x", b.get());
  }

  private static String meetThenGet(KeyedPools<String> pools, CountDownLatch met, String other)
      throws Exception {
    met.countDown();
    awaitLatch(met);
    return pools.submit(other, () -> "x").get();
  }

  /** The task in B waits for a slot of A; then the one in A, which has it, waits for that task. */
  @Test
  void waitForARunningTaskThatWaitsForTheKeyOfTheOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    AtomicReference<Future<String>> inB = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch aRuns = new CountDownLatch(1);
    Future<String> inA =
        pools.submit(
            "a",
            () -> {
              aRuns.countDown();
              awaitLatch(known);
              eventually(() -> pools.stats("a").waiting() == 1);
              return inB.get().get();
            });
    inB.set(
        pools.submit(
            "b",
            () -> {
              awaitLatch(aRuns);
              return pools.submit("a", () -> "x").get();
            }));
    known.countDown();
    assertEquals("x", inA.get());
  }

  @Test
  void queuedTaskOfAFullKeyIsNotHelpedBeyondItsCapacity() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker inB = startBlocker(pools, "b");
    Future<Integer> queued = pools.submit("b", () -> 1);
    Future<Integer> outer = pools.submit("a", () -> queued.get());
    awaitGuest(pools, outer);
    inB.letGo();
    assertEquals(1, outer.get());
    awaitQuiet(pools);
    assertEquals(3, pools.stats().completed());
  }

  @Test
  void waitForAQueuedTaskEndsWhenThatIsCancelled() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    startBlocker(pools, "b");
    Future<Integer> queued = pools.submit("b", () -> 1);
    Future<Boolean> outer =
        pools.submit(
            "a",
            () -> {
              assertThrows(CancellationException.class, queued::get);
              return true;
            });
    awaitGuest(pools, outer);
    queued.cancel(false);
    assertTrue(outer.get());
  }

  @Test
  void timedWaitsEnd() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker inB = startBlocker(pools, "b");
    Future<Integer> queued = pools.submit("b", () -> 1);
    Callable<Boolean> impatient =
        () -> {
          assertThrows(TimeoutException.class, () -> queued.get(1, TimeUnit.MILLISECONDS));
          return pools.tryExecute("b", () -> {}, Duration.ofMillis(1));
        };
    assertFalse(pools.submit("a", impatient).get());
    assertEquals(0, pools.stats("b").waiting());
    inB.letGo();
    assertEquals(1, queued.get());
  }

  @Test
  void policysTimeHoldsForTasksToo() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).admission(Admission.block(Duration.ofMillis(1))));
    startBlocker(pools, "b");
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> nested(pools, () -> {}).get());
    assertTrue(failure.getCause() instanceof PoolOverloadedException);
  }

  @Test
  void shutdownSendsItAwayAndAnInterruptDoes() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "b");
    Future<Thread> interrupted = nested(pools, () -> {});
    awaitGuest(pools, interrupted);
    interrupted.cancel(true);
    eventually(() -> pools.stats("b").waiting() == 0);
    Future<Thread> sentAway = nested(pools, () -> {});
    awaitGuest(pools, sentAway);
    pools.shutdown();
    ExecutionException failure = assertThrows(ExecutionException.class, sentAway::get);
    assertTrue(failure.getCause() instanceof PoolClosedException);
  }

  /** Keys that submit only to keys before them: no cycle, so no bound may ever be exceeded. */
  @ParameterizedTest
  @CsvSource({"1, 100, 0", "2, 100, 3", "2, 4, 0", "2, 4, 3"})
  void boundsHoldFromInsideOfTheTasks(int perKey, int total, int queue) throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(perKey).totalCapacity(total).queueCapacityPerKey(queue));
    int keys = 4;
    AtomicInteger[] running = new AtomicInteger[keys];
    for (int k = 0; k < keys; k++) {
      running[k] = new AtomicInteger();
    }
    AtomicInteger tooMany = new AtomicInteger();
    class Layer {
      int run(int key) throws Exception {
        if (running[key].incrementAndGet() > perKey) {
          tooMany.incrementAndGet();
        }
        int sum = 1;
        if (key > 0) {
          int below = ThreadLocalRandom.current().nextInt(key);
          Future<Integer> first = pools.submit("k" + below, () -> run(below));
          Future<Integer> second = pools.submit("k" + below, () -> run(below));
          sum += first.get() + second.get();
        }
        running[key].decrementAndGet();
        return sum;
      }
    }
    Layer layer = new Layer();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      int key = i % keys;
      futures.add(pools.submit("k" + key, () -> layer.run(key)));
    }
    long sum = 0;
    for (Future<Integer> f : futures) {
      sum += f.get();
    }
    awaitQuiet(pools);
    assertEquals(0, tooMany.get());
    assertEquals(sum, pools.stats().completed());
  }

  /**
   * A task in B waits for a slot of A, and is cancelled, but not interrupted; the one in A, which
   * has the slot, waits for its end.
   */
  @Test
  void waitForTheEndOfACancelledTaskThatWaitsForTheKeyOfTheOneThatWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("b");
    CountDownLatch cancelled = new CountDownLatch(1);
    Future<String> inA =
        pools.submit(
            "a",
            () -> {
              awaitLatch(cancelled);
              assertThrows(CancellationException.class, group::join);
              return "over";
            });
    eventually(() -> pools.stats("a").running() == 1);
    AtomicInteger ran = new AtomicInteger();
    Future<?> inB = group.submit(() -> pools.execute("a", ran::incrementAndGet));
    eventually(() -> pools.stats("a").waiting() == 1);
    inB.cancel(/* mayInterruptIfRunning= */ false);
    cancelled.countDown();
    assertEquals("over", inA.get(60, TimeUnit.SECONDS));
    assertEquals(1, ran.get());
  }

  @Test
  void keyThatHadAGuestIsLetGoWithItsPool() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).idleExpiry(Duration.ZERO));
    WeakReference<String> key = keyThatHadAGuest(pools);
    eventually(() -> pools.keys().isEmpty());
    eventually(
        () -> {
          System.gc();
          return key.refersTo(null);
        });
  }

  private WeakReference<String> keyThatHadAGuest(KeyedPools<String> pools) throws Exception {
    String key = new String("b"); // not the constant, which lives on
    Blocker inB = startBlocker(pools, key);
    Future<Thread> outer = nested(pools, () -> {});
    awaitGuest(pools, outer);
    inB.letGo();
    outer.get();
    return new WeakReference<>(key);
  }

  /** Keys that submit to each other, in groups and by futures, with hardly a slot. */
  @RepeatedTest(10)
  void keysThatWaitForEachOtherDoNotDeadlock() throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int perKey = random.nextInt(1, 3);
    int total = random.nextInt(1, 6);
    int queue = random.nextInt(0, 3);
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(perKey).totalCapacity(total).queueCapacityPerKey(queue));
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      futures.add(pools.submit("k" + i % 3, () -> anywhere(pools, 4)));
    }
    for (Future<Integer> f : futures) {
      assertEquals(31, f.get(60, TimeUnit.SECONDS));
    }
    awaitQuiet(pools);
    assertEquals(31L * 500, pools.stats().completed());
  }

  private static int anywhere(KeyedPools<String> pools, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String key = "k" + random.nextInt(3);
    Callable<Integer> next = () -> anywhere(pools, depth - 1);
    if (random.nextBoolean()) {
      try (TaskGroup group = pools.group(key)) {
        for (int i = 0; i < 2; i++) {
          var unused = group.submit(next);
        }
        return 1 + group.join().results(Integer.class).stream().mapToInt(n -> n).sum();
      }
    }
    Future<Integer> first = pools.submit(key, next);
    Future<Integer> second = pools.submit("k" + random.nextInt(3), next);
    return 1 + second.get() + first.get();
  }
}
