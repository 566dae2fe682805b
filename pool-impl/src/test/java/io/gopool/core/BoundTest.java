package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Never more than {@code capacity} tasks run, never more than {@code queueCapacity} wait. */
@OnEachKind
class BoundTest extends CoreFixture {

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 7", "2, 0", "2, 7", "50, 0", "50, 7"})
  void neverMoreRunThanTheCapacity(int capacity, int queueCapacity) throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    Meter meter = new Meter();
    AtomicInteger ran = new AtomicInteger();
    Runnable task =
        meter.around(
            () -> {
              LockSupport.parkNanos(1_000); // so that others come in between
              ran.incrementAndGet();
            });
    int submitters = 2 * (capacity + queueCapacity);
    int each = 2_000 / submitters;
    submitFromMany(pool, submitters, each, task);
    pool.close();
    assertEquals(submitters * each, ran.get());
    assertTrue(meter.most() <= capacity, () -> meter.most() + " ran at once");
  }

  private static void submitFromMany(WorkerPool pool, int submitters, int each, Runnable task)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(submitters);
    List<Caller<Void>> callers = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      callers.add(
          Caller.run(
              () -> {
                together.await();
                for (int i = 0; i < each; i++) {
                  pool.execute(task);
                }
              }));
    }
    for (Caller<Void> caller : callers) {
      caller.result();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 5", "2, 1", "50, 0", "50, 300"})
  void exactlyTheCapacityRunsAndExactlyTheQueueCapacityWaits(int capacity, int queueCapacity)
      throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    List<Blocker> running = fill(pool);
    Blocker queued = blocker();
    for (int i = 0; i < queueCapacity; i++) {
      assertTrue(pool.tryExecute(queued));
    }
    assertFalse(pool.tryExecute(queued));
    assertEquals(capacity, pool.running());
    assertEquals(queueCapacity, pool.queued());
    queued.assertNeverStarted();

    running.getFirst().letGo();
    if (queueCapacity > 0) {
      queued.awaitStart();
    }
    eventually(() -> pool.tryExecute(queued)); // one place is free again
    eventually(() -> pool.running() == capacity);
    assertFalse(pool.tryExecute(queued)); // and not two
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 3", "50, 10"})
  void noMoreAreAdmittedThanFitWhenManySubmitAtOnce(int capacity, int queueCapacity)
      throws Exception {
    WorkerPool pool = pool(capacity, queueCapacity);
    int submitters = 2 * (capacity + queueCapacity);
    CyclicBarrier together = new CyclicBarrier(submitters);
    Blocker blocker = blocker();
    List<Caller<Boolean>> callers = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      callers.add(
          Caller.call(
              () -> {
                together.await();
                return pool.tryExecute(blocker);
              }));
    }
    int admitted = 0;
    for (Caller<Boolean> caller : callers) {
      admitted += caller.result() ? 1 : 0;
    }
    assertEquals(capacity + queueCapacity, admitted);
    assertEquals(submitters - admitted, pool.stats().rejected());
  }
}
