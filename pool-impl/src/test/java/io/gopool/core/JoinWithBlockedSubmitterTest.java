package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.LoadBalancing;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.Conservation;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker waits for a group while a thread outside is blocked in {@code submit} of that group, for
 * the very slot that the worker has.
 */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class JoinWithBlockedSubmitterTest extends MultiPoolTestBase {

  private final CountDownLatch goOn = new CountDownLatch(1);

  private Future<String> worker(WorkerPool pool, Callable<?> body) {
    return pool.submit(
        () -> {
          awaitLatch(goOn);
          body.call();
          return "over";
        });
  }

  private static List<Caller<Future<?>>> blockedInSubmit(WorkerPool pool, TaskGroup group, int n) {
    List<Caller<Future<?>>> submitters = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int number = i;
      submitters.add(Caller.call(() -> group.submit(() -> number)));
      eventually(() -> pool.waiting() == number + 1);
    }
    return submitters;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "3, 5"})
  void joinEnds(int capacity, int blocked) throws Exception {
    WorkerPool pool = pool(capacity);
    TaskGroup group = pool.group();
    List<Future<String>> workers = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      workers.add(worker(pool, group::join));
    }
    List<Caller<Future<?>>> submitters = blockedInSubmit(pool, group, blocked);
    goOn.countDown();
    for (Future<String> worker : workers) {
      assertEquals("over", Caller.call(worker::get).result());
    }
    List<Object> results = new ArrayList<>();
    for (Caller<Future<?>> submitter : submitters) {
      results.add(submitter.result().get());
    }
    assertEquals(IntStream.range(0, blocked).boxed().toList(), results);
    eventually(() -> pool.running() == 0);
    assertEquals(capacity + blocked, pool.stats().completed());
  }

  @Test
  void closeEndsAndCancelsWhatIsCarried() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    Future<String> worker =
        worker(
            pool,
            () -> {
              group.close();
              return null;
            });
    List<Caller<Future<?>>> submitters = blockedInSubmit(pool, group, 3);
    goOn.countDown();
    assertEquals("over", Caller.call(worker::get).result());
    for (Caller<Future<?>> submitter : submitters) {
      assertTrue(submitter.result().isCancelled());
    }
    eventually(() -> pool.running() == 0);
    assertEquals(1, pool.stats().completed());
    assertEquals(3, pool.stats().cancelled());
  }

  /** Nobody of the pool waits for the group: who is cancelled need not wait for a slot. */
  @Test
  void cancelLetsABlockedSubmitterGo() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    Future<String> worker = worker(pool, () -> null);
    List<Caller<Future<?>>> submitters = blockedInSubmit(pool, group, 2);
    group.cancel();
    for (Caller<Future<?>> submitter : submitters) {
      assertTrue(submitter.result().isCancelled());
    }
    Caller.run(group::close).result();
    assertFalse(worker.isDone());
    assertEquals(0, pool.waiting());
    assertEquals(2, pool.stats().cancelled());
    Conservation.assertHolds(pool);
    goOn.countDown();
    worker.get();
  }

  @Test
  void failureOfACarriedTaskCancelsTheOthers() throws Exception {
    WorkerPool pool = pool(1);
    TaskGroup group = pool.group();
    Future<String> worker = worker(pool, group::join);
    Caller<Future<?>> failing =
        Caller.call(
            () ->
                group.submit(
                    () -> {
                      throw new IllegalStateException("planned");
                    }));
    eventually(() -> pool.waiting() == 1 && failing.isParked()); // it may be carried by then
    Caller<Future<?>> other = Caller.call(() -> group.submit(() -> 1));
    eventually(() -> pool.waiting() == 2 && other.isParked());
    goOn.countDown();
    ExecutionException e = Caller.call(worker::get).failure(ExecutionException.class);
    assertEquals("planned", e.getCause().getCause().getMessage());
    assertEquals(Future.State.FAILED, failing.result().state());
    assertTrue(other.result().isCancelled());
  }

  /** One worker is enough for all that come, one after the other, while it waits. */
  @ParameterizedTest
  @CsvSource({"0", "2"})
  void whatComesDuringTheJoinIsRunToo(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    TaskGroup group = pool.group();
    Blocker last = new Blocker();
    Future<?> unused = group.submit(last);
    last.awaitStart(); // or the worker that joins would run it
    Future<String> worker = worker(pool, group::join);
    goOn.countDown();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Caller.call(() -> group.submit(ran::incrementAndGet)).result();
    }
    eventually(() -> ran.get() == 20);
    last.letGo();
    assertEquals("over", Caller.call(worker::get).result());
  }

  @Test
  void workerOfASiblingTakesTheTaskOver() throws Exception {
    WorkerPool pool = multi(2, 1, LoadBalancing.ROUND_ROBIN, b -> b);
    TaskGroup group = pool.group();
    Future<String> one = worker(pool, group::join);
    Future<String> two = worker(pool, group::join);
    List<Caller<Future<?>>> submitters = blockedInSubmit(pool, group, 3);
    goOn.countDown();
    assertEquals("over", Caller.call(one::get).result());
    assertEquals("over", Caller.call(two::get).result());
    for (Caller<Future<?>> submitter : submitters) {
      submitter.result().get();
    }
  }

  /** Submitters, a joiner and a canceller meet again and again; each task runs once, or never. */
  @Test
  void nothingIsLostWhereAllMeet() throws Exception {
    WorkerPool pool = pool(1);
    for (int round = 0; round < 300; round++) {
      boolean cancels = round % 3 == 0;
      TaskGroup group = pool.group();
      CountDownLatch start = new CountDownLatch(1);
      Future<?> worker =
          pool.submit(
              () -> {
                start.countDown();
                return group.join();
              });
      awaitLatch(start);
      AtomicIntegerArray runs = new AtomicIntegerArray(2);
      List<Caller<Future<?>>> submitters = new ArrayList<>();
      for (int i = 0; i < runs.length(); i++) {
        int number = i;
        submitters.add(Caller.call(() -> group.submit(() -> runs.incrementAndGet(number))));
      }
      if (cancels) {
        group.cancel();
      }
      for (int i = 0; i < runs.length(); i++) {
        Future<?> future = submitters.get(i).result();
        if (Caller.outcome(future) == Future.State.SUCCESS) {
          assertEquals(1, runs.get(i));
        } else {
          assertTrue(cancels && future.isCancelled() && runs.get(i) <= 1);
        }
      }
      Caller.run(group::close).result();
      Future.State joined = Caller.outcome(worker);
      assertTrue(cancels || joined == Future.State.SUCCESS);
    }
    eventually(() -> pool.running() == 0);
    Conservation.assertHolds(pool);
  }
}
