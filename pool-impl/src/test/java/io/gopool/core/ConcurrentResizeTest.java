package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.WithAndWithoutQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many threads resize at once, while tasks run. */
@OnEachKind
class ConcurrentResizeTest extends CoreFixture {

  private static final int MOST = 8;
  private static final int FINAL = 3;
  private static final int SUBMITTERS = 3;
  private static final int EACH = 1_000;
  private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(15);

  @WithAndWithoutQueue
  void boundAndAccountsHold(int queueCapacity) throws Exception {
    WorkerPool pool = pool(MOST, queueCapacity);
    Meter meter = new Meter();
    AtomicInteger ran = new AtomicInteger();
    List<Caller<Void>> callers = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      Random random = new Random(r);
      callers.add(Caller.run(() -> resizeAtRandom(pool, random)));
    }
    Runnable task =
        meter.around(
            () -> {
              LockSupport.parkNanos(1_000);
              ran.incrementAndGet();
            });
    for (int s = 0; s < SUBMITTERS; s++) {
      callers.add(Caller.run(() -> submit(pool, task)));
    }
    for (Caller<Void> caller : callers) {
      caller.result();
    }
    pool.resize(FINAL);
    eventually(() -> pool.running() == 0);
    assertEquals(SUBMITTERS * EACH, ran.get());
    assertTrue(meter.most() <= MOST, () -> meter.most() + " ran at once");

    eventually(() -> core(pool).scheduling.workers() <= FINAL); // else each at work counts
    fill(pool);
    assertEquals(FINAL, pool.running());
    if (queueCapacity == 0) {
      assertFalse(pool.tryExecute(blocker()));
    } else {
      pool.execute(blocker());
      assertEquals(1, pool.queued());
    }
  }

  private static void resizeAtRandom(WorkerPool pool, Random random) {
    for (int i = 0; i < 500; i++) {
      pool.resize(1 + random.nextInt(MOST));
      LockSupport.parkNanos(1_000);
    }
  }

  private static void submit(WorkerPool pool, Runnable task) {
    for (int i = 0; i < EACH; i++) {
      pool.execute(task);
    }
  }

  /** A shrink takes permits in hand for a moment, and the pool must not miss its end for that. */
  @Test
  void poolThatIsResizedMeanwhileCloses() throws Exception {
    long end = System.nanoTime() + ENOUGH_NANOS;
    for (int i = 0; i < 1_500 && System.nanoTime() - end < 0; i++) {
      WorkerPool pool = pool(3, /* queueCapacity= */ 1);
      AtomicBoolean closed = new AtomicBoolean();
      List<Caller<Void>> resizers = new ArrayList<>();
      for (int j = 1; j <= 2; j++) {
        int other = j;
        resizers.add(
            Caller.run(
                () -> {
                  while (!closed.get()) {
                    pool.resize(3);
                    pool.resize(other);
                  }
                }));
      }
      for (int j = 0; j < 3; j++) {
        pool.execute(() -> {});
      }
      pool.shutdown();
      closed.set(i % 2 == 0); // or the resizers come by again, and end it
      awaitTermination(pool);
      closed.set(true);
      for (Caller<Void> resizer : resizers) {
        resizer.result();
      }
    }
  }
}
