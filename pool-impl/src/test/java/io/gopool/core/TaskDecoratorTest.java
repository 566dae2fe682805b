package io.gopool.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A function that wraps each task. */
@OnEachKind
class TaskDecoratorTest extends CoreFixture {

  private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

  /** Takes the submitter's context along. */
  private static Runnable withContext(Runnable task) {
    String captured = CONTEXT.get();
    return () -> {
      CONTEXT.set(captured);
      try {
        task.run();
      } finally {
        CONTEXT.remove();
      }
    };
  }

  private WorkerPool decorated(UnaryOperator<Runnable> decorator) {
    return pool(b -> b.capacity(1).queueCapacity(10).taskDecorator(decorator));
  }

  @Test
  void contextOfTheSubmitterIsCarriedOver() throws Exception {
    WorkerPool pool = decorated(TaskDecoratorTest::withContext);
    Callable<String> look = CONTEXT::get;
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    CONTEXT.set("mine");
    try {
      assertEquals("mine", pool.submit(look).get());
      assertEquals("mine", pool.invokeAny(List.of(look)));
      assertEquals("mine", pool.invokeAll(List.of(look)).getFirst().get());
      assertEquals(List.of("mine"), joined(pool, look));
      pool.execute(() -> seen.add(CONTEXT.get()));
      pool.tryExecute(() -> seen.add(CONTEXT.get()));
      pool.<String>function(argument -> seen.add(argument + CONTEXT.get())).invoke("argument of ");
    } finally {
      CONTEXT.remove();
    }
    assertNull(pool.submit(look).get());
    pool.close();
    assertEquals(List.of("mine", "mine", "argument of mine"), List.copyOf(seen));
  }

  private static List<String> joined(WorkerPool pool, Callable<String> task) throws Exception {
    try (var group = pool.group()) {
      Future<String> future = group.submit(task);
      List<String> results = group.join().results(String.class);
      assertEquals(List.of(future.get()), results);
      return results;
    }
  }

  @Test
  void contextOfATaskReachesItsInlineTasks() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).taskDecorator(TaskDecoratorTest::withContext));
    Callable<String> outer =
        () -> {
          CONTEXT.set("the task's");
          return pool.submit(CONTEXT::get).get();
        };
    assertEquals("the task's", pool.submit(outer).get());
  }

  @Test
  void nullFromItGoesToTheSubmitter() {
    WorkerPool pool = decorated(task -> null);
    Blocker never = blocker();
    List<Executable> calls =
        List.of(() -> pool.execute(never), () -> pool.submit(never), () -> pool.tryExecute(never));
    for (Executable call : calls) {
      assertEquals(
          "the task decorator returned null",
          assertThrows(NullPointerException.class, call).getMessage());
    }
    assertEquals(0, pool.stats().submitted());
    assertEquals(1, pool.free());
    never.assertNeverStarted();
  }

  @Test
  void exceptionFromItGoesToTheSubmitter() {
    IllegalStateException failure = new IllegalStateException("expected");
    WorkerPool pool =
        decorated(
            task -> {
              throw failure;
            });
    Blocker never = blocker();
    assertSame(failure, assertThrows(IllegalStateException.class, () -> pool.execute(never)));
    assertSame(failure, assertThrows(IllegalStateException.class, () -> pool.submit(never)));
    assertEquals(0, pool.stats().submitted());
    assertEquals(1, pool.free());
    never.assertNeverStarted();
  }

  @Test
  void exceptionOfTheWrapperFailsTheTask() throws Exception {
    IllegalStateException failure = new IllegalStateException("expected");
    AtomicReference<Runnable> handled = new AtomicReference<>();
    WorkerPool pool =
        pool(
            b ->
                b.exceptionHandler((task, t) -> handled.set(task))
                    .taskDecorator(
                        task ->
                            () -> {
                              throw failure;
                            }));
    Blocker original = blocker();
    Future<?> future = pool.submit(original);
    assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
    pool.execute(original);
    pool.close();
    assertSame(original, handled.get());
    assertEquals(2, pool.stats().failed());
    original.assertNeverStarted();
  }

  @Test
  void wrapperThatDoesNotRunItsArgumentFailsTheFuture() {
    WorkerPool pool = decorated(task -> () -> {});
    Future<?> future = pool.submit(() -> {});
    assertEquals(
        "the task decorator returned a task that did not run its argument",
        assertThrows(ExecutionException.class, future::get).getCause().getMessage());
  }

  @Test
  void shutdownNowHandsBackTheOriginals() throws Exception {
    WorkerPool pool = decorated(TaskDecoratorTest::withContext);
    startBlocker(pool);
    Blocker executed = blocker();
    pool.execute(executed);
    Future<?> submitted = pool.submit(blocker());
    List<Runnable> neverRan = pool.shutdownNow();
    assertEquals(2, neverRan.size());
    assertSame(executed, neverRan.get(0));
    assertSame(submitted, neverRan.get(1));
  }

  @Test
  void cancelInterruptsTheWrappedTask() throws Exception {
    WorkerPool pool = decorated(TaskDecoratorTest::withContext);
    Blocker running = blocker();
    Future<?> future = pool.submit(running);
    running.awaitStart();
    future.cancel(/* mayInterruptIfRunning= */ true);
    running.assertInterrupted();
    pool.close();
    assertEquals(1, pool.stats().cancelled());
  }

  /** Its first decoration was for the first time. */
  @Test
  void futureThatWasHandedBackIsDecoratedAgain() throws Exception {
    AtomicInteger decorated = new AtomicInteger();
    WorkerPool pool = decorated(task -> () -> runCounted(task, decorated));
    startBlocker(pool);
    Future<String> future = pool.submit(() -> "ran");
    assertEquals(List.of(future), pool.shutdownNow());
    awaitTermination(pool);
    pool.reboot();
    int before = decorated.get();
    pool.execute((Runnable) future);
    assertEquals("ran", future.get(PATIENCE_SECONDS, SECONDS));
    pool.close();
    assertEquals(before + 1, decorated.get());
  }

  @Test
  void futureOfAnotherPoolIsDecorated() throws Exception {
    WorkerPool other = pool(1, /* queueCapacity= */ 1);
    startBlocker(other);
    Future<String> future = other.submit(() -> "ran");
    assertEquals(List.of(future), other.shutdownNow());
    AtomicInteger decorated = new AtomicInteger();
    WorkerPool pool = decorated(task -> () -> runCounted(task, decorated));
    pool.execute((Runnable) future);
    assertEquals("ran", future.get(PATIENCE_SECONDS, SECONDS));
    pool.close();
    assertEquals(1, decorated.get());
  }

  private static void runCounted(Runnable task, AtomicInteger count) {
    count.incrementAndGet();
    task.run();
  }

  /** The future has its result by then, and the group and the counts say the same. */
  @Test
  void exceptionOfTheWrapperAfterTheTaskIsLogged() throws Exception {
    WorkerPool pool =
        decorated(
            task ->
                () -> {
                  task.run();
                  throw new IllegalStateException("expected");
                });
    try (LogCapture log = new LogCapture();
        TaskGroup group = pool.group()) {
      Future<String> future = group.submit(() -> "ran");
      group.join();
      assertEquals("ran", future.get());
      pool.close();
      assertEquals(1, pool.stats().completed());
      assertEquals(
          List.of(
              "what the task decorator of pool '" + pool.name() + "' returned failed at the end"),
          log.messages());
    }
  }
}
