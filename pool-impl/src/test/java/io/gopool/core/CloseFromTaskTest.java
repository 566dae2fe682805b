package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that closes its own pool: it must not wait for a slot that it holds itself. */
@OnEachKind
class CloseFromTaskTest extends CoreFixture {

  private final AtomicInteger ran = new AtomicInteger();
  private final CountDownLatch allQueued = new CountDownLatch(1);

  /** Returns how many of the queued tasks had run when the pool was closed. */
  private int closeAndCount(WorkerPool pool) throws InterruptedException {
    awaitLatch(allQueued);
    pool.close();
    return ran.get();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void closeFromEverySlotRunsWhatIsQueued(int capacity) throws Exception {
    WorkerPool pool = pool(capacity, /* queueCapacity= */ 20);
    List<Future<Integer>> closers = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      closers.add(pool.submit(() -> closeAndCount(pool)));
    }
    List<Future<Integer>> queued = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pool.execute(ran::incrementAndGet);
      queued.add(pool.submit(ran::incrementAndGet));
    }
    allQueued.countDown();
    awaitTermination(pool);
    for (Future<Integer> closer : closers) {
      assertEquals(20, closer.resultNow());
    }
    assertTrue(queued.stream().allMatch(f -> f.state() == Future.State.SUCCESS));
    assertEquals(State.CLOSED, pool.state());
    assertEquals(capacity + 20, pool.stats().completed());
  }

  @Test
  void queuedTasksMayCloseTheirPoolToo() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 20);
    for (int i = 0; i < 10; i++) {
      pool.execute(
          () -> {
            pass(allQueued);
            pool.close();
            ran.incrementAndGet();
          });
    }
    allQueued.countDown();
    awaitTermination(pool);
    assertEquals(10, ran.get());
    assertEquals(10, pool.stats().completed());
  }

  /** Each runs inside of the one before, as far as the stack allows. */
  @Test
  void anyNumberOfQueuedTasksMayCloseTheirPool() throws Exception {
    int closers = 50_000;
    WorkerPool pool = pool(1, closers);
    for (int i = 0; i < closers; i++) {
      pool.execute(
          () -> {
            pass(allQueued);
            pool.close();
            ran.incrementAndGet();
          });
    }
    allQueued.countDown();
    awaitTermination(pool);
    assertEquals(closers, ran.get());
    assertEquals(closers, pool.stats().completed());
  }

  @Test
  void queuedTaskRunsInACleanThread() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 20);
    Future<String> closer =
        pool.submit(
            () -> {
              Thread.currentThread().setName("closer");
              closeAndCount(pool);
              return Thread.currentThread().getName() + Thread.currentThread().isInterrupted();
            });
    List<Future<String>> queued = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      queued.add(
          pool.submit(
              () -> {
                Thread current = Thread.currentThread();
                String seen = current.getName() + current.isInterrupted();
                current.setName("renamed");
                current.interrupt();
                return seen;
              }));
    }
    allQueued.countDown();
    awaitTermination(pool);
    for (Future<String> task : queued) {
      assertTrue(
          task.resultNow().matches(kind.workerNames(pool.name()) + "false"), task.resultNow());
    }
    assertEquals("closerfalse", closer.resultNow());
  }

  @Test
  void rebootByAnotherWorkerEndsTheWait() throws Exception {
    WorkerPool pool = pool(3);
    Blocker holdsThePool = startBlocker(pool);
    Future<Integer> closer = pool.submit(() -> closeAndCount(pool));
    CountDownLatch closing = new CountDownLatch(1);
    pool.execute(
        () -> {
          pass(closing);
          pool.reboot();
        });
    allQueued.countDown();
    eventually(() -> pool.state() == State.DRAINING);
    closing.countDown();
    assertEquals(0, closer.get());
    assertEquals(State.OPEN, pool.state());
    assertEquals("serves", pool.submit(() -> "serves").get());
    assertFalse(holdsThePool.sawInterrupt());
  }
}
