package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.NamedTask;
import io.gopool.TaskGroup;
import io.gopool.WorkerThreads;
import io.gopool.core.LogCapture;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Weaving;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tasks, handlers, decorators and the log throw costs no slot, and is told; what is kept. */
class KeyedFailureTest extends KeyedFixture {

  private static Runnable throwing(RuntimeException failure) {
    return new Runnable() {
      @Override
      public void run() {
        throw failure;
      }

      @Override
      public String toString() {
        throw new AssertionError("unprintable");
      }
    };
  }

  /** A log whose disk is full. */
  private static final class BrokenLog extends Handler {

    @Override
    public void publish(LogRecord entry) {
      throw new IllegalStateException("expected");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private record Named(String name) implements NamedTask {
    @Override
    public void run() {}
  }

  @Test
  void keptFutureKeepsNeitherItsDecorationNorItsTask() throws Exception {
    AtomicReference<WeakReference<Runnable>> decoration = new AtomicReference<>();
    KeyedPools<String> pools =
        pools(
            b ->
                b.taskDecorator(
                    task -> {
                      Runnable decorated = () -> task.run();
                      decoration.set(new WeakReference<>(decorated));
                      return decorated;
                    }));
    Named task = new Named("named");
    WeakReference<Named> named = new WeakReference<>(task);
    Future<?> future = pools.submit("a", task);
    task = null;
    future.get();
    eventually(
        () -> {
          System.gc();
          return decoration.get().refersTo(null) && named.refersTo(null);
        });
    assertTrue(future.isDone());
  }

  /** There is no memory to show, the first time, that it is in a task. */
  private static final class Unshowable extends Thread {

    private final AtomicInteger failures;

    Unshowable(Runnable task, AtomicInteger failures) {
      super(task);
      this.failures = failures;
      setDaemon(true);
    }

    @Override
    public int hashCode() {
      if (Thread.currentThread() == this && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new OutOfMemoryError("expected");
      }
      return System.identityHashCode(this);
    }
  }

  @Test
  void workerWithoutMemoryFailsItsTaskAndKeepsNoSlot() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .totalCapacity(1)
                    .threads(WorkerThreads.of(task -> new Unshowable(task, failures))));
    Future<Integer> future = pools.submit("a", () -> 1);
    eventually(() -> failures.get() == 0 && future.isDone());
    assertEquals("expected", future.exceptionNow().getMessage());
    awaitQuiet(pools);
    assertEquals(1, pools.stats("a").failed());
    assertEquals(1, pools.submit("b", () -> 1).get());
  }

  /** The second one's worker: it comes for a task that is nested too deep for the first. */
  @Test
  void workerWithoutMemoryLeavesATaskToWhoWaitsForIt() throws Exception {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger(1);
    KeyedPools<String> pools =
        pools(
            b ->
                b.capacityPerKey(1)
                    .threads(
                        WorkerThreads.of(
                            task ->
                                made.incrementAndGet() == 2
                                    ? new Unshowable(task, failures)
                                    : new Thread(task))));
    Future<Integer> future = pools.submit("a", () -> nest(pools, Crew.MAX_DEPTH));
    assertEquals(Crew.MAX_DEPTH, future.get(PATIENCE.toSeconds(), SECONDS));
    assertEquals(0, failures.get());
    awaitQuiet(pools);
    assertEquals(1 + Crew.MAX_DEPTH, pools.stats("a").completed());
  }

  /** The one in which it runs another inside of itself; that fails, and gives its slot back. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void taskThatThereIsNoMemoryToRunInsideFails(String key) throws Exception {
    KeyedPools<String> pools = withThreads(1, 1);
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                points.failAt("K24");
                Future<Throwable> outer =
                    pools.submit(
                        "a",
                        () -> {
                          Future<Integer> inner = pools.submit(key, () -> 1);
                          return assertThrows(ExecutionException.class, inner::get).getCause();
                        });
                Throwable cause = outer.get(PATIENCE.toSeconds(), SECONDS);
                assertSame(OutOfMemoryError.class, cause.getClass());
              }
            });
    awaitQuiet(pools);
    assertEquals(1, pools.stats().completed());
    assertEquals(1, pools.stats().failed());
    assertTrue(pools.tryExecute(key, () -> {}));
  }

  /** Its thread is the only one, and what it waits for has a slot, and no thread. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void taskRunsWhatItWaitsForIfThereIsNoOtherThread(String key) throws Exception {
    KeyedPools<String> pools = withThreads(1, 2);
    Future<Integer> outer = pools.submit("a", () -> 1 + pools.submit(key, () -> 1).get());
    assertEquals(2, outer.get(PATIENCE.toSeconds(), SECONDS));
    awaitQuiet(pools);
    assertEquals(2, pools.stats().completed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void groupIsJoinedThoughThereIsNoOtherThread(String key) throws Exception {
    KeyedPools<String> pools = withThreads(1, 3);
    Future<Integer> outer =
        pools.submit(
            "a",
            () -> {
              try (TaskGroup group = pools.group(key)) {
                Future<Integer> first = group.submit(() -> 1);
                Future<Integer> second = group.submit(() -> 1);
                group.join();
                return 1 + first.resultNow() + second.resultNow();
              }
            });
    assertEquals(3, outer.get(PATIENCE.toSeconds(), SECONDS));
    awaitQuiet(pools);
    assertEquals(3, pools.stats().completed());
  }

  private KeyedPools<String> withThreads(int threads, int perKey) {
    AtomicInteger made = new AtomicInteger();
    return pools(
        b ->
            b.capacityPerKey(perKey)
                .threads(
                    WorkerThreads.of(
                        task -> {
                          if (made.getAndIncrement() >= threads) {
                            throw new OutOfMemoryError("expected");
                          }
                          return new Thread(task);
                        })));
  }

  /**
   * T, in a task of "a", runs another one of that key, which waits for U, in a task of "b". That
   * one needs a slot of "a". T's tasks have one of the two.
   */
  @Test
  void taskThatRunsAnotherOfItsKeyHasOneSlot() throws Exception {
    KeyedPools<String> pools = withThreads(2, 2);
    CountDownLatch started = new CountDownLatch(1);
    Future<Integer> ofB =
        pools.submit(
            "b",
            () -> {
              awaitLatch(started);
              return pools.submit("a", () -> 1).get();
            });
    Future<Integer> ofA =
        pools.submit(
            "a",
            () ->
                pools
                    .submit(
                        "a",
                        () -> {
                          started.countDown();
                          return ofB.get();
                        })
                    .get());
    assertEquals(1, ofA.get(PATIENCE.toSeconds(), SECONDS));
    awaitQuiet(pools);
    assertEquals(4, pools.stats().completed());
  }

  @Test
  void timeIsKeptThoughThereIsNoOtherThread() throws Exception {
    KeyedPools<String> pools = withThreads(1, 1);
    AtomicReference<Future<Integer>> inner = new AtomicReference<>();
    Future<Boolean> outer =
        pools.submit(
            "a",
            () -> {
              inner.set(pools.submit("b", () -> 1));
              assertThrows(TimeoutException.class, () -> inner.get().get(1, MILLISECONDS));
              return true;
            });
    assertTrue(outer.get(PATIENCE.toSeconds(), SECONDS));
    assertEquals(1, inner.get().get(PATIENCE.toSeconds(), SECONDS)); // by the thread that is free
  }

  private static int nest(KeyedPools<String> pools, int depth) throws Exception {
    return depth == 0 ? 0 : 1 + pools.submit("a", () -> nest(pools, depth - 1)).get();
  }

  @Test
  void logThatFailsCostsNoSlot() {
    Logger logger = Logger.getLogger("io.gopool");
    BrokenLog log = new BrokenLog();
    logger.setUseParentHandlers(false);
    logger.addHandler(log);
    try {
      KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
      pools.execute("a", throwing(new IllegalStateException("expected")));
      awaitQuiet(pools);
      assertEquals(1, pools.stats("a").failed());
      assertTrue(pools.tryExecute("a", () -> {}));
    } finally {
      logger.removeHandler(log);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void taskThatCannotBePrintedIsLoggedByItsClass() {
    try (LogCapture log = new LogCapture()) {
      KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
      IllegalStateException failure = new IllegalStateException("expected");
      Runnable task = throwing(failure);
      pools.execute("a", task);
      awaitQuiet(pools);
      assertEquals(
          List.of("task " + task.getClass().getName() + " of key 'a' of 'test' failed"),
          log.messages());
      assertEquals(List.of(failure), log.thrown());
    }
  }

  @Test
  void failureIsLoggedWithThatOfItsHandler() {
    try (LogCapture log = new LogCapture()) {
      IllegalStateException failure = new IllegalStateException("expected");
      AssertionError fromHandler = new AssertionError("from the handler");
      KeyedPools<String> pools =
          pools(
              b ->
                  b.capacityPerKey(1)
                      .exceptionHandler(
                          (task, t) -> {
                            throw fromHandler;
                          }));
      pools.execute("a", throwing(failure));
      awaitQuiet(pools);
      assertEquals(List.of("the exception handler of 'test' failed"), log.messages());
      assertEquals(List.of(fromHandler), log.thrown());
      assertSame(failure, fromHandler.getSuppressed()[0]);
    }
  }

  @Test
  void whatADecoratorThrowsAfterATaskDoesNotFailIt() throws Exception {
    try (LogCapture log = new LogCapture()) {
      IllegalStateException failure = new IllegalStateException("expected");
      KeyedPools<String> pools =
          pools(
              b ->
                  b.taskDecorator(
                      task ->
                          () -> {
                            task.run();
                            throw failure;
                          }));
      try (TaskGroup group = pools.group("a")) {
        Future<Integer> task = group.submit(() -> 1);
        group.join();
        assertEquals(1, task.get());
      }
      awaitQuiet(pools);
      assertEquals(1, pools.stats("a").completed());
      assertEquals(
          List.of("what the task decorator of 'test' returned failed at the end"), log.messages());
      assertEquals(List.of(failure), log.thrown());
    }
  }
}
