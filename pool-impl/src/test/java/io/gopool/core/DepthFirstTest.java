package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool whose workers run what their tasks submit newest first. */
@OnEachKind
class DepthFirstTest extends CoreFixture {

  private final ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();

  private WorkerPool depthFirst(int capacity, int queueCapacity) {
    return pool(b -> b.capacity(capacity).queueCapacity(queueCapacity).depthFirst());
  }

  private static void submitFromInside(WorkerPool pool, Runnable... tasks) {
    pool.execute(() -> List.of(tasks).forEach(pool::execute));
  }

  private Runnable[] numbered(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> (Runnable) () -> order.add(i))
        .toArray(Runnable[]::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 300})
  void newestComesFirst(int n) {
    WorkerPool pool = depthFirst(1, n);
    submitFromInside(pool, numbered(n));
    eventually(() -> order.size() == n);
    List<Integer> seen = List.copyOf(order);
    int first = Math.min(n, RunQueues.FAIR_TICK / 2); // then the oldest has its turn
    assertEquals(
        IntStream.range(0, n).boxed().toList().reversed().subList(0, first),
        seen.subList(0, first));
    assertEquals(IntStream.range(0, n).boxed().toList(), seen.stream().sorted().toList());
  }

  @Test
  void withoutItTheOldestComesFirst() {
    WorkerPool pool = pool(1, 10);
    submitFromInside(pool, numbered(10));
    eventually(() -> order.size() == 10);
    assertEquals(IntStream.range(0, 10).boxed().toList(), List.copyOf(order));
  }

  @Test
  void tasksFromOutsideAreRunInTheirOrder() throws Exception {
    WorkerPool pool = depthFirst(1, 10);
    var first = startBlocker(pool);
    List.of(numbered(10)).forEach(pool::execute);
    first.letGo();
    eventually(() -> order.size() == 10);
    assertEquals(IntStream.range(0, 10).boxed().toList(), List.copyOf(order));
  }

  /** Each submits the next, which is always the newest. */
  @Test
  void endlessChainStarvesNobody() throws Exception {
    WorkerPool pool = depthFirst(1, 10);
    AtomicBoolean ends = new AtomicBoolean();
    CountDownLatch others = new CountDownLatch(5);
    Runnable chain =
        new Runnable() {
          @Override
          public void run() {
            if (!ends.get()) {
              pool.execute(this);
            }
          }
        };
    pool.execute(chain);
    for (int i = 0; i < 5; i++) {
      pool.execute(others::countDown);
    }
    awaitLatch(others);
    ends.set(true);
  }

  @Test
  void othersTakeWhatAWorkerThatBlocksHasSubmitted() throws Exception {
    WorkerPool pool = depthFirst(4, 100);
    CountDownLatch children = new CountDownLatch(50);
    CountDownLatch parent = new CountDownLatch(1);
    pool.execute(
        () -> {
          for (int i = 0; i < 50; i++) {
            pool.execute(children::countDown);
          }
          pass(children);
          parent.countDown();
        });
    awaitLatch(parent);
  }

  /** The trees of several pools that are entered from one another. */
  @Test
  void submissionsToAnotherPoolAreNoConcernOfTheWorker() throws Exception {
    WorkerPool pool = depthFirst(2, 1000);
    WorkerPool other = depthFirst(1, 10);
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(
        () -> {
          List.of(numbered(10)).forEach(other::execute);
          ran.countDown();
        });
    awaitLatch(ran);
    eventually(() -> order.size() == 10);
    assertEquals(IntStream.range(0, 10).boxed().toList(), List.copyOf(order));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 100_000})
  void treeIsRunAsAWhole(int capacity) throws Exception {
    WorkerPool pool = depthFirst(capacity, 0);
    CountDownLatch calls = new CountDownLatch(calls(18));
    pool.execute(call(pool, calls, 18));
    awaitLatch(calls);
    pool.shutdown();
    assertTrue(pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(calls(18), pool.stats().completed());
  }

  private static int calls(int n) {
    return n < 2 ? 1 : 1 + calls(n - 1) + calls(n - 2);
  }

  private static Runnable call(WorkerPool pool, CountDownLatch calls, int n) {
    return () -> {
      if (n >= 2) {
        pool.execute(call(pool, calls, n - 1));
        pool.execute(call(pool, calls, n - 2));
      }
      calls.countDown();
    };
  }

  /** The futures in the way of one another: cancelled, handed back, and run. */
  @Test
  void cancelledAndHandedBackTasksAreCountedOnce() throws Exception {
    WorkerPool pool = depthFirst(1, 1000);
    CountDownLatch submitted = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    pool.execute(
        () -> {
          for (int i = 0; i < 300; i++) {
            var future = pool.submit(ran::incrementAndGet);
            if (i % 3 == 0) {
              future.cancel(false);
            }
          }
          submitted.countDown();
          while (goOn.getCount() > 0) {
            try {
              awaitLatch(goOn);
            } catch (InterruptedException e) {
              // of shutdownNow
            }
          }
        });
    awaitLatch(submitted);
    assertEquals(200, pool.queued());
    List<Runnable> back = pool.shutdownNow();
    goOn.countDown();
    awaitTermination(pool);
    assertEquals(200, ran.get() + back.size());
  }
}
