package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.TaskGroup;
import io.gopool.Ticker;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.Weaving;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory is short for a moment: no task is lost by that, no slot, and no worker. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class WithoutMemoryTest extends CoreFixture {

  private final LogCapture log = new LogCapture(); // of the errors
  private final AtomicInteger ran = new AtomicInteger();

  @AfterEach
  void stopCapture() {
    log.close();
  }

  private interface Scenario {
    void play(Breakpoints points) throws Exception;
  }

  private static void woven(Scenario scenario) throws Exception {
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                scenario.play(points);
              } catch (OutOfMemoryError planned) { // JUnit would give up all
                throw new AssertionError(planned);
              }
            });
  }

  private WorkerThreads failingWhile(AtomicBoolean fails) {
    ThreadFactory factory = kind.threads().factory();
    return WorkerThreads.of(
        task -> {
          if (fails.get()) {
            throw new IllegalStateException("planned");
          }
          return factory.newThread(task);
        });
  }

  @Test
  void searchEndsForWhichNobodyCouldBeCalled() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(2);
          points.failAt("S3");
          assertThrows(OutOfMemoryError.class, () -> pool.execute(ran::incrementAndGet));
          pool.execute(ran::incrementAndGet);
          eventually(() -> ran.get() == 2);
        });
  }

  @Test
  void workerOnTheIdleStackLives() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(1);
          points.failAt("S15");
          pool.execute(ran::incrementAndGet);
          eventually(() -> pool.idle() == 1);
          pool.execute(ran::incrementAndGet);
          eventually(() -> ran.get() == 2);
        });
  }

  /** W, the only worker, found nothing; A comes; W's loop fails, and so does its last look. */
  @Test
  void taskIsRunThatAWorkerOwedALook() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(1);
          Breakpoint foundNothing = points.at("W6");
          pool.execute(ran::incrementAndGet);
          foundNothing.awaitReached();
          pool.execute(ran::incrementAndGet);
          points.failAt("W6");
          points.failAt("S21");
          foundNothing.release();
          eventually(() -> ran.get() == 2);
        });
  }

  @Test
  void surplusWorkerIsUncountedOnce() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(2);
          List<Blocker> running = fill(pool);
          pool.resize(1);
          pool.shutdown();
          points.failAt("S18");
          running.getFirst().letGo();
          eventually(() -> core(pool).scheduling.workers() == 1 && pool.running() == 1);
          running.getLast().letGo();
          awaitTermination(pool);
        });
  }

  @Test
  void submitterThatGetsTheErrorIsNotInTheLine() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(1);
          Blocker running = startBlocker(pool);
          Blocker never = blocker();
          TaskGroup group = pool.group();
          points.failAt("T9");
          assertThrows(OutOfMemoryError.class, () -> group.submit(never));
          assertEquals(0, pool.waiting());
          running.letGo();
          assertEquals("next", pool.submit(() -> "next").get());
          never.assertNeverStarted();
        });
  }

  /** T is in the line; its task is admitted; then T has no memory for what else it owes. */
  @Test
  void submitterWhoseTaskIsAdmittedGetsNoError() throws Exception {
    woven(
        points -> {
          WorkerPool pool = pool(1);
          Blocker running = startBlocker(pool);
          TaskGroup group = pool.group();
          Breakpoint inTheLine = points.at("T9");
          points.failAt("T9");
          Caller<Future<Integer>> t = Caller.call(() -> group.submit(ran::incrementAndGet));
          inTheLine.awaitReached();
          running.letGo();
          eventually(() -> ran.get() == 1);
          inTheLine.release();
          assertEquals(1, t.result().get());
        });
  }

  /**
   * A's worker cannot be started, and A not be taken out of the queue again; the timer is held up.
   * C is blocked, and brings up the worker of both.
   */
  @Test
  void fullPoolWithoutAWorkerGetsOneWhenASubmitterIsBlocked() throws Exception {
    woven(
        points -> {
          AtomicBoolean fails = new AtomicBoolean(true);
          WorkerPool pool = pool(b -> b.capacity(1).threads(failingWhile(fails)));
          HeldSweeper.during(
              () -> {
                points.failAt("B2");
                assertThrows(OutOfMemoryError.class, () -> pool.execute(ran::incrementAndGet));
                assertEquals(0, pool.free());
                fails.set(false);
                Caller.run(() -> pool.execute(ran::incrementAndGet)).result();
                eventually(() -> ran.get() == 2);
              });
        });
  }

  /** A look finds a worker that is not idle for long yet, and cannot see to the next look. */
  @Test
  void workerExpiresThoughALookFailed() throws Exception {
    woven(
        points -> {
          AtomicLong now = new AtomicLong();
          AtomicBoolean first = new AtomicBoolean(true);
          Ticker ticker =
              () -> {
                if (Thread.currentThread().getName().equals(HeldSweeper.NAME)
                    && first.getAndSet(false)) {
                  points.failAt("X3");
                }
                return now.get();
              };
          WorkerLog workers = new WorkerLog();
          WorkerPool pool =
              pool(
                  b ->
                      b.capacity(1)
                          .idleExpiry(Duration.ofSeconds(1))
                          .ticker(ticker)
                          .observer(workers));
          pool.submit(ran::incrementAndGet).get();
          eventually(() -> log.thrown().size() == 1);
          pool.submit(ran::incrementAndGet).get();
          eventually(() -> pool.idle() == 1);
          now.set(Duration.ofSeconds(2).toNanos());
          eventually(() -> workers.stopped().containsValue(WorkerExit.EXPIRED));
        });
  }
}
