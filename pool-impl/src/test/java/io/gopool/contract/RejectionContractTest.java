package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachPool
class RejectionContractTest extends ContractFixture {

  static List<Admission> policies() {
    return List.of(
        Admission.block(),
        Admission.block(Duration.ZERO),
        Admission.block(Duration.ofDays(1)),
        Admission.reject(),
        Admission.callerRuns());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shutDownPoolRefusesWhateverThePolicy(Admission policy) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(policy));
    pool.shutdown();
    assertRefusesEverything(pool);
    awaitTermination(pool);
    assertRefusesEverything(pool);
    assertEquals(0, pool.stats().submitted());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void drainingPoolRefusesWhateverThePolicy(Admission policy) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).admission(policy));
    startBlocker(pool);
    pool.shutdown();
    assertRefusesEverything(pool);
    assertEquals(1, pool.stats().submitted());
  }

  @Test
  void stoppedPoolRefuses() {
    WorkerPool pool = pool(1);
    assertEquals(List.of(), pool.shutdownNow());
    assertRefusesEverything(pool);
  }

  private static void assertRefusesEverything(WorkerPool pool) {
    AtomicInteger ran = new AtomicInteger();
    Runnable runnable = ran::incrementAndGet;
    Callable<Integer> callable = ran::incrementAndGet;
    List<Executable> submissions =
        List.of(
            () -> pool.execute(runnable),
            () -> pool.submit(runnable),
            () -> pool.submit(runnable, "result"),
            () -> pool.submit(callable),
            () -> pool.tryExecute(runnable),
            () -> pool.tryExecute(runnable, Duration.ofDays(1)));
    long before = pool.stats().rejected();
    for (Executable submission : submissions) {
      PoolClosedException e = assertThrows(PoolClosedException.class, submission);
      assertTrue(e.getMessage().contains(pool.name()), e::getMessage);
    }
    assertEquals(before + submissions.size(), pool.stats().rejected());
    assertEquals(0, ran.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void fullPoolRejectsExactlyWhatIsAboveItsBound(int queueCapacity) throws Exception {
    int capacity = 3;
    WorkerPool pool = rejecting(capacity, queueCapacity);
    List<Blocker> admitted = new ArrayList<>();
    for (int i = 0; i < capacity + queueCapacity; i++) {
      admitted.add(blocker());
      pool.execute(admitted.get(i));
    }
    Blocker refused = blocker();
    assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertThrows(PoolOverloadedException.class, () -> pool.submit(refused));
    assertThrows(PoolOverloadedException.class, () -> pool.submit(refused, "result"));
    assertThrows(PoolOverloadedException.class, () -> pool.submit(refused.returning("result")));
    assertEquals(4, pool.stats().rejected());

    admitted.forEach(Blocker::letGo);
    pool.close();
    assertTrue(admitted.stream().allMatch(Blocker::hasStarted));
    refused.assertNeverStarted();
  }

  private WorkerPool rejecting(int capacity, int queueCapacity) {
    return pool(
        b -> b.capacity(capacity).queueCapacity(queueCapacity).admission(Admission.reject()));
  }

  @Test
  void rejectionNamesThePool() throws Exception {
    WorkerPool pool = rejecting(1, 0);
    fill(pool);
    RejectedExecutionException e =
        assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
    assertTrue(e.getMessage().contains(pool.name()), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void boundIsExactWhenManySubmitAtOnce(int queueCapacity) throws Exception {
    WorkerPool pool = rejecting(4, queueCapacity);
    int submitters = 40;
    CountDownLatch together = new CountDownLatch(submitters);
    List<Caller<Void>> callers = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      Blocker task = blocker();
      callers.add(
          Caller.run(
              () -> {
                together.countDown();
                together.await();
                pool.execute(task);
              }));
    }
    int admitted = 0;
    for (Caller<Void> caller : callers) {
      try {
        caller.result();
        admitted++;
      } catch (ExecutionException e) {
        assertSame(PoolOverloadedException.class, e.getCause().getClass());
      }
    }
    assertEquals(4 + queueCapacity, admitted);
    assertEquals(admitted, pool.stats().submitted());
    assertEquals(submitters - admitted, pool.stats().rejected());
  }

  @Test
  void rejectedTaskMayBeSubmittedAgain() throws Exception {
    WorkerPool pool = rejecting(1, 0);
    Blocker running = startBlocker(pool);
    FutureTask<String> task = new FutureTask<>(() -> "ran");
    assertThrows(PoolOverloadedException.class, () -> pool.execute(task));
    running.letGo();
    pool.resize(2); // whether or not the first task has given its slot back
    pool.execute(task);
    assertEquals("ran", task.get());
  }

  @Test
  void taskOfAFullPoolIsRejectedToo() throws Exception {
    WorkerPool pool = rejecting(1, 0);
    AtomicInteger ran = new AtomicInteger();
    Runnable inner = ran::incrementAndGet;
    assertEquals(
        "rejected",
        pool.submit(
                () -> {
                  assertThrows(PoolOverloadedException.class, () -> pool.submit(inner));
                  return "rejected";
                })
            .get());
    assertEquals(0, ran.get());
  }

  @Test
  void waitForASlotEnds() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.block(Duration.ofMillis(20))));
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    long start = System.nanoTime();
    assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(20).toNanos(), "gave up early");
    running.letGo();
    pool.close();
    refused.assertNeverStarted();
  }

  @Test
  void interruptOfABlockedSubmitterWithdrawsItsTask() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Blocker refused = blocker();
    Caller<Void> execute = Caller.run(() -> pool.execute(refused)).awaitBlocked();
    Caller<?> submit = Caller.call(() -> pool.submit(refused.returning("result"))).awaitBlocked();
    for (Caller<?> submitter : List.of(execute, submit)) {
      submitter.interrupt();
      submitter.failure(PoolOverloadedException.class);
      assertTrue(submitter.interruptStatusAfter());
    }
    running.letGo();
    pool.close();
    refused.assertNeverStarted();
    running.assertNotInterrupted();
  }

  @Test
  void submitterOfAFullPoolMayDoTheWork() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.callerRuns()));
    fill(pool);
    assertSame(Thread.currentThread(), pool.submit(Thread::currentThread).resultNow());
    assertEquals(1, pool.stats().completed());
    assertEquals(2, pool.stats().submitted());
  }
}
