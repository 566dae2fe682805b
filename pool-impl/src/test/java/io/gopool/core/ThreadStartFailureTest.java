package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Worker threads that cannot be started: no task is lost, and no slot. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class ThreadStartFailureTest extends CoreFixture {

  /** The ways in which a factory fails. */
  enum Broken {
    RETURNS_NULL(RejectedExecutionException.class),
    THROWS(IllegalArgumentException.class),
    OUT_OF_MEMORY(OutOfMemoryError.class),
    RETURNS_A_STARTED_THREAD(IllegalThreadStateException.class);

    final Class<? extends Throwable> seenBySubmitter;

    Broken(Class<? extends Throwable> seenBySubmitter) {
      this.seenBySubmitter = seenBySubmitter;
    }

    Thread make() {
      return switch (this) {
        case RETURNS_NULL -> null;
        case THROWS -> throw new IllegalArgumentException("planned");
        case OUT_OF_MEMORY -> throw new OutOfMemoryError("unable to create native thread");
        case RETURNS_A_STARTED_THREAD -> Thread.ofVirtual().start(() -> {});
      };
    }
  }

  private final LogCapture log = new LogCapture(); // of the warnings
  private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
  private volatile Broken broken; // null when it works

  @AfterEach
  void stopCapture() {
    log.close();
  }

  private WorkerThreads breakable() {
    ThreadFactory factory = kind.threads().factory();
    return WorkerThreads.of(
        task -> {
          if (broken != null) {
            return broken.make();
          }
          Thread thread = factory.newThread(task);
          made.add(thread);
          return thread;
        });
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void withoutAWorkerTheSubmitterGetsTheErrorAndThePermitBack(Broken how) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).threads(breakable()));
    Blocker never = blocker();
    broken = how;
    HeldSweeper.during( // or it may try, and get the error
        () -> {
          for (int i = 0; i < 5; i++) { // more often than there are permits
            assertThrows(how.seenBySubmitter, () -> pool.execute(never));
            assertThrows(how.seenBySubmitter, () -> pool.submit(never));
            assertThrows(how.seenBySubmitter, () -> pool.tryExecute(never));
          }
        });
    assertEquals(2, pool.free());
    assertEquals(0, pool.stats().submitted());
    assertEquals(0, pool.stats().spawned());
    broken = null;
    fill(pool).forEach(Blocker::letGo);
    never.assertNeverStarted();
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void withAnotherWorkerAliveTheTaskWaitsForIt(Broken how) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(3).threads(breakable()));
    Blocker running = startBlocker(pool);
    broken = how;
    Future<String> future = pool.submit(() -> "ran");
    assertTrue(pool.tryExecute(() -> {}));
    assertFalse(future.isDone());
    assertEquals(3, pool.running());
    running.letGo();
    assertEquals("ran", Caller.call(future::get).result());
    eventually(() -> pool.stats().completed() == 3);
    assertEquals(1, pool.stats().spawned());
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void poolThatCannotPreStartIsNotBuilt(Broken how) {
    ThreadFactory works = breakable().factory();
    WorkerThreads breaksAtTheThird =
        WorkerThreads.of(
            task -> {
              broken = made.size() < 2 ? null : how;
              return works.newThread(task);
            });
    assertThrows(
        how.seenBySubmitter,
        () -> kind.builder().threads(breaksAtTheThird).capacity(4).preStart(4).build());
    assertEquals(2, made.size());
    eventually(() -> made.stream().noneMatch(Thread::isAlive));
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void errorComesOutOfInvokeAllAndGroups(Broken how) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).threads(breakable()));
    TaskGroup group = pool.group();
    broken = how;
    assertThrows(how.seenBySubmitter, () -> pool.invokeAll(List.of(() -> 1, () -> 2)));
    assertThrows(how.seenBySubmitter, () -> group.submit(() -> 1));
    assertEquals(0, group.size());
    assertEquals(1, pool.free());
    broken = null;
    group.submit(() -> "works");
    assertEquals(List.of("works"), group.join().results());
  }

  /** T1 holds the only permit while its thread is made; T2 is blocked; both threads fail. */
  @Test
  void blockedSubmitterGetsTheErrorOfItsOwnTask() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    Queue<RuntimeException> failures =
        new ConcurrentLinkedQueue<>(
            List.of(new RuntimeException("first"), new RuntimeException("second")));
    CountDownLatch goOn = new CountDownLatch(1);
    ThreadFactory factory = kind.threads().factory();
    WorkerThreads threads =
        WorkerThreads.of(
            task -> {
              RuntimeException failure = failures.poll();
              first.countDown();
              pass(goOn);
              if (failure != null) {
                throw failure;
              }
              return factory.newThread(task);
            });
    WorkerPool pool = pool(b -> b.capacity(1).threads(threads));
    Blocker never = blocker();
    Caller<Void> one = Caller.run(() -> pool.execute(never));
    awaitLatch(first);
    Caller<Void> two = blockedSubmitter(pool, never);
    HeldSweeper.during( // or it may try, and get the second error
        () -> {
          goOn.countDown();
          assertEquals("first", one.failure(RuntimeException.class).getMessage());
          assertEquals("second", two.failure(RuntimeException.class).getMessage());
        });
    assertEquals(1, pool.free());
    assertEquals(0, pool.waiting());
    assertEquals("works", pool.submit(() -> "works").get());
    never.assertNeverStarted();
  }

  @Test
  void warningNamesThePoolAndTheCause() {
    WorkerPool pool = pool(b -> b.capacity(1).threads(breakable()));
    broken = Broken.OUT_OF_MEMORY;
    Throwable thrown = assertThrows(OutOfMemoryError.class, () -> pool.execute(() -> {}));
    assertTrue(log.messages().getFirst().contains("'" + pool.name() + "'"));
    assertSame(thrown, log.thrown().getFirst());
  }

  /** It may have begun to run the worker by then. */
  @Test
  void threadThatTheFactoryStartedRunsNothing() throws Exception {
    ThreadFactory factory = kind.threads().factory();
    WorkerThreads started =
        WorkerThreads.of(
            task -> {
              Thread thread = factory.newThread(task);
              made.add(thread);
              thread.start();
              return thread;
            });
    WorkerPool pool = pool(b -> b.capacity(2).threads(started));
    Blocker never = blocker();
    HeldSweeper.during( // or it may try, and get the error
        () -> {
          for (int i = 0; i < 50; i++) {
            String message =
                assertThrows(IllegalThreadStateException.class, () -> pool.execute(never))
                    .getMessage();
            assertTrue(
                message.contains("returned a thread that was started; return a new"), message);
          }
        });
    eventually(() -> made.stream().noneMatch(Thread::isAlive));
    never.assertNeverStarted();
    assertEquals(0, pool.stats().spawned());
  }
}
