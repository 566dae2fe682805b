package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.TaskGroup;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A task waits for a group while another thread is blocked in {@code submit} of that group, for the
 * very slot, or place, that the task has.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class KeyedJoinWithBlockedSubmitterTest extends KeyedFixture {

  /** What the submitter to the group of key "g" is blocked for, and the key of the task. */
  enum Blocked {
    FOR_THE_KEY,
    FOR_THE_TOTAL,
    FOR_A_PLACE;

    /** Of the task that joins. */
    private String key() {
      return this == FOR_THE_KEY ? "g" : "a";
    }

    private KeyedPools.Builder<String> settings(KeyedPools.Builder<String> builder) {
      return switch (this) {
        case FOR_THE_KEY -> builder.capacityPerKey(1);
        case FOR_THE_TOTAL -> builder.totalCapacity(1);
        case FOR_A_PLACE -> builder.maxKeys(1);
      };
    }
  }

  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Its task is running when this returns. */
  private Future<String> worker(KeyedPools<String> pools, String key, Callable<?> body)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Future<String> worker =
        pools.submit(
            key,
            () -> {
              started.countDown();
              awaitLatch(goOn);
              body.call();
              return "over";
            });
    awaitLatch(started);
    return worker;
  }

  private static List<Caller<Future<?>>> blockedInSubmit(
      KeyedPools<String> pools, TaskGroup group, int n) {
    List<Caller<Future<?>>> submitters = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int number = i;
      submitters.add(blockedInSubmit(pools, () -> group.submit(() -> number)));
    }
    return submitters;
  }

  private static <T> Caller<T> blockedInSubmit(KeyedPools<String> pools, Callable<T> submission) {
    int before = pools.stats().waiting();
    Caller<T> submitter = Caller.call(submission);
    eventually(() -> pools.stats().waiting() == before + 1 && submitter.isParked());
    return submitter;
  }

  private static void close(TaskGroup group) throws Exception {
    Caller.run(group::close).result();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "1, 5, 0", "3, 5, 0", "1, 5, 2"})
  void joinEnds(int capacity, int blocked, int queued) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(capacity).queueCapacityPerKey(queued));
    TaskGroup group = pools.group("g");
    List<Future<String>> workers = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      workers.add(worker(pools, "g", group::join));
    }
    for (int i = 0; i < queued; i++) {
      group.submit(() -> {});
    }
    List<Caller<Future<?>>> submitters = blockedInSubmit(pools, group, blocked);
    goOn.countDown();
    for (Future<String> worker : workers) {
      assertEquals("over", Caller.call(worker::get).result());
    }
    List<Object> results = new ArrayList<>();
    for (Caller<Future<?>> submitter : submitters) {
      results.add(submitter.result().get());
    }
    assertEquals(IntStream.range(0, blocked).boxed().toList(), results);
    awaitQuiet(pools);
    assertEquals(capacity + queued + blocked, pools.stats().completed());
  }

  @ParameterizedTest
  @EnumSource
  void joinEndsWhereverItIsBlocked(Blocked how) throws Exception {
    KeyedPools<String> pools = pools(how::settings);
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, how.key(), group::join);
    List<Caller<Future<?>>> submitters = blockedInSubmit(pools, group, 3);
    goOn.countDown();
    assertEquals("over", Caller.call(worker::get).result());
    for (Caller<Future<?>> submitter : submitters) {
      submitter.result().get();
    }
    awaitQuiet(pools);
    assertEquals(4, pools.stats().completed());
  }

  @ParameterizedTest
  @EnumSource
  void closeEndsAndCancelsWhatIsCarried(Blocked how) throws Exception {
    KeyedPools<String> pools = pools(how::settings);
    TaskGroup group = pools.group("g");
    Future<String> worker =
        worker(
            pools,
            how.key(),
            () -> {
              group.close();
              return null;
            });
    List<Caller<Future<?>>> submitters = blockedInSubmit(pools, group, 3);
    goOn.countDown();
    assertEquals("over", Caller.call(worker::get).result());
    for (Caller<Future<?>> submitter : submitters) {
      assertTrue(submitter.result().isCancelled());
    }
    awaitQuiet(pools);
    assertEquals(1, pools.stats().completed());
    assertEquals(3, pools.stats().cancelled());
  }

  /** No task waits for the group: who is cancelled need not wait for a slot. */
  @ParameterizedTest
  @EnumSource
  void cancelLetsABlockedSubmitterGo(Blocked how) throws Exception {
    KeyedPools<String> pools = pools(how::settings);
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, how.key(), () -> null);
    List<Caller<Future<?>>> submitters = blockedInSubmit(pools, group, 2);
    group.cancel();
    for (Caller<Future<?>> submitter : submitters) {
      assertTrue(submitter.result().isCancelled());
    }
    close(group);
    assertFalse(worker.isDone());
    assertEquals(0, pools.stats().waiting());
    assertEquals(2, pools.stats().cancelled());
    assertConserves(pools);
    goOn.countDown();
    worker.get();
  }

  @Test
  void failureOfACarriedTaskCancelsTheOthers() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "g", group::join);
    Caller<Future<?>> failing =
        blockedInSubmit(
            pools,
            () ->
                group.submit(
                    () -> {
                      throw new IllegalStateException("planned");
                    }));
    Caller<Future<?>> other = blockedInSubmit(pools, () -> group.submit(() -> 1));
    goOn.countDown();
    ExecutionException e = Caller.call(worker::get).failure(ExecutionException.class);
    assertEquals("planned", e.getCause().getCause().getMessage());
    assertEquals(Future.State.FAILED, failing.result().state());
    assertTrue(other.result().isCancelled());
  }

  /** One worker is enough for all that come, one after the other, while it waits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whatComesDuringTheJoinIsRunToo(int queueCapacity) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2).queueCapacityPerKey(queueCapacity));
    TaskGroup group = pools.group("g");
    Blocker first = blocker();
    group.submit(first);
    first.awaitStart();
    Future<String> worker = worker(pools, "g", group::join);
    goOn.countDown();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Caller.call(() -> group.submit(ran::incrementAndGet)).result();
    }
    eventually(() -> ran.get() == 20);
    first.letGo();
    assertEquals("over", Caller.call(worker::get).result());
  }

  /** The submitter is a task of another key, and so a guest of the group's. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void submitterIsATaskOfAnotherKey(boolean closes) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Future<String> worker =
        worker(
            pools,
            "g",
            () -> {
              if (closes) {
                group.close();
              } else {
                group.join();
              }
              return null;
            });
    Future<Future<Integer>> submitter = pools.submit("a", () -> group.submit(() -> 1));
    eventually(() -> pools.stats().waiting() == 1);
    goOn.countDown();
    assertEquals("over", Caller.call(worker::get).result());
    Future<Integer> inner = Caller.call(submitter::get).result();
    assertEquals(closes ? Future.State.CANCELLED : Future.State.SUCCESS, inner.state());
    awaitQuiet(pools);
    assertEquals(closes ? 2 : 3, pools.stats().completed());
  }

  /** The task that joins waits for a slot of the group's key itself, before the submitters. */
  @Test
  void joiningTaskOfAnotherKeyGetsTheSlotFirst() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    Caller<Future<Thread>> submitter =
        blockedInSubmit(pools, () -> group.submit(Thread::currentThread));
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2);
    assertFalse(submitter.isDone());
    blocker.letGo();
    assertEquals("over", Caller.call(worker::get).result());
    submitter.result().get();
    awaitQuiet(pools);
    assertEquals(3, pools.stats().completed());
  }

  @Test
  void joiningTaskOfAnotherKeyIsToldThatTheSubmitterHasGivenUp() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    Caller<Future<?>> submitter = blockedInSubmit(pools, group, 1).getFirst();
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2);
    submitter.interrupt();
    submitter.failure(PoolOverloadedException.class);
    assertEquals("over", Caller.call(worker::get).result());
    assertEquals(0, pools.stats().waiting());
    assertEquals(0, group.size());
    blocker.letGo();
    awaitQuiet(pools);
    assertEquals(2, pools.stats().completed());
  }

  /** Both wait for a slot of the group's key, which stays full. */
  @Test
  void joiningTaskIsToldThatASubmittingTaskHasGivenUp() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Future<?>> submitter =
        pools.submit(
            "b",
            () -> {
              thread.set(Thread.currentThread());
              return group.submit(() -> {});
            });
    eventually(() -> pools.stats("g").waiting() == 1);
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2);
    thread.get().interrupt();
    assertEquals("over", Caller.call(worker::get).result());
    Caller.call(submitter::get).failure(ExecutionException.class);
    blocker.letGo();
  }

  /** The one that submits comes first. */
  @Test
  void joiningTaskIsToldThatASubmittingTaskHasGotTheSlot() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    AtomicInteger runs = new AtomicInteger();
    Future<Future<Integer>> submitter =
        pools.submit("b", () -> group.submit(runs::incrementAndGet));
    eventually(() -> pools.stats("g").waiting() == 1);
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2);
    blocker.letGo();
    assertEquals("over", Caller.call(worker::get).result());
    Caller.call(submitter::get).result();
    awaitQuiet(pools);
    assertEquals(1, runs.get());
    assertEquals(4, pools.stats().completed());
  }

  /** Perhaps before the join has begun, on a slow machine. */
  @Test
  void joinEndsWhenTheTimeOfTheSubmitterRunsOut() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).admission(Admission.block(Duration.ofMillis(500))));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    Caller<Future<?>> submitter = Caller.call(() -> group.submit(() -> 1));
    eventually(() -> pools.stats("g").waiting() == 1 || submitter.isDone());
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2 || submitter.isDone());
    submitter.failure(PoolOverloadedException.class);
    assertEquals("over", Caller.call(worker::get).result());
    blocker.letGo();
  }

  @Test
  void shutdownSendsSubmitterAndHelperAway() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker blocker = startBlocker(pools, "g");
    TaskGroup group = pools.group("g");
    Future<String> worker = worker(pools, "a", group::join);
    Caller<Future<?>> submitter = blockedInSubmit(pools, group, 1).getFirst();
    goOn.countDown();
    eventually(() -> pools.stats("g").waiting() == 2);
    pools.shutdown();
    submitter.failure(PoolClosedException.class);
    assertEquals("over", Caller.call(worker::get).result());
    blocker.letGo();
  }

  @Test
  void joinWithATimeLooksAtItBetweenTasks() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Future<String> worker =
        worker(
            pools,
            "g",
            () -> {
              assertFalse(group.join(Duration.ZERO));
              return null;
            });
    Caller<Future<?>> submitter = blockedInSubmit(pools, group, 1).getFirst();
    goOn.countDown();
    assertEquals("over", Caller.call(worker::get).result());
    assertEquals(0, submitter.result().get());
  }

  @Test
  void eachOfTwoThatCloseTheGroupWaits() throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    TaskGroup group = pools.group("g");
    Blocker blocker = blocker().stubborn();
    group.submit(blocker);
    blocker.awaitStart();
    Caller<Void> one = Caller.run(group::close).awaitBlocked();
    Caller<Void> two = Caller.run(group::close).awaitBlocked();
    blocker.letGo();
    one.result();
    two.result();
    close(group);
  }

  /**
   * Submitters, a joiner and a canceller meet again and again; each task runs once, or never, and
   * no interrupt that was meant for one of them is left with the joiner.
   */
  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhereAllMeet(Blocked how) throws Exception {
    KeyedPools<String> pools = pools(how::settings);
    for (int round = 0; round < 300; round++) {
      meet(pools, how.key(), /* cancels= */ round % 3 == 0);
    }
    awaitQuiet(pools);
    assertConserves(pools);
  }

  private static void meet(KeyedPools<String> pools, String key, boolean cancels) throws Exception {
    TaskGroup group = pools.group("g");
    CountDownLatch start = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Future<?> worker =
        pools.submit(
            key,
            () -> {
              start.countDown();
              try {
                return group.join();
              } finally {
                interrupted.set(Thread.interrupted());
              }
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
    close(group);
    Future.State joined = Caller.outcome(worker);
    assertTrue(
        joined == Future.State.SUCCESS
            || (cancels && worker.exceptionNow() instanceof CancellationException),
        worker::toString);
    assertFalse(interrupted.get());
  }
}
