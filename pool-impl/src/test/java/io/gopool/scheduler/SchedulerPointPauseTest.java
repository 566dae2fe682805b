package io.gopool.scheduler;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.Marks;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import io.gopool.scheduler.SchedulerFixture.Hog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At each numbered point of the scheduler's algorithm, one after the other: the first thread that
 * comes to it (a machine, sysmon, a goroutine, who wakes one from outside, resizes or closes) is
 * held there for a while, as by a debugger, while goroutines of all kinds go on. A point that
 * nobody comes to fails the test. Once the thread is let go each goroutine ends, and the scheduler
 * with it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerPointPauseTest {

  /** Points that this load does not come to for sure, and why. */
  private static final Map<String, String> NOT_REACHED =
      Map.of(
          "C2", "who wakes meets others in a few instructions; ForcedSchedulerTest makes them",
          "C5", "as C2",
          "C6", "there are machines enough; as C2",
          "E1", "the closer must see something live; ForcedSchedulerTest makes it",
          "E2", "as E1",
          "M14", "as C2, another must leave meanwhile",
          "O2", "a resize must meet a machine in a few instructions; as C2",
          "O4", "as O2",
          "O5", "sysmon lies down after a quiet while only; ForcedSchedulerTest makes it",
          "O6", "as O5");

  private static final int GOROUTINES = 12;
  private static final int STEPS = 60;
  private static final long HELD_MILLIS = 20;

  private static final Weaving[] WEAVING = new Weaving[1];

  @BeforeAll
  static void weave() {
    new SchedulerBuilder("first").build().close(); // starts threads of the JDK's
    WEAVING[0] = Weaving.ofMarks();
  }

  @AfterAll
  static void unweave() {
    WEAVING[0].close();
  }

  static List<String> points() {
    return Marks.ofPackage("scheduler").stream()
        .filter(mark -> !NOT_REACHED.containsKey(mark))
        .toList();
  }

  @Test
  void eachPointThatIsListedExists() {
    assertTrue(Marks.ofPackage("scheduler").containsAll(NOT_REACHED.keySet()));
  }

  @ParameterizedTest
  @MethodSource("points")
  void nothingIsLostAroundAThreadThatIsHeld(String mark) throws Exception {
    try (Breakpoints points = new Breakpoints()) {
      Thread self = Thread.currentThread(); // it builds the schedulers
      Breakpoint point = points.at(mark, thread -> thread != self).keepingUnparks();
      for (int round = 0; round < 40 && !point.isReached(); round++) {
        run(point);
      }
      assertTrue(point.isReached(), () -> "nobody came to " + mark);
    }
  }

  /** The twin: a machine that was held while a goroutine came does not look again. */
  @Test
  void harmOfAPauseIsSeen() throws Exception {
    WEAVING[0].close();
    Weaving.ofMarks(Bug.without("M3", "wakeIfWork"))
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                DefaultGpmScheduler s =
                    new SchedulerBuilder("twin")
                        .processors(1)
                        .handoffAfter(SchedulerFixture.NO_HANDOFF)
                        .build();
                Breakpoint point = points.at("M2");
                SchedulerFixture.join(start(s, () -> {}));
                Thread m = point.awaitReached();
                Thread second = start(s, () -> {});
                point.release();
                eventually(() -> LockSupport.getBlocker(m) == s.core); // on the stack since M2
                assertTrue(second.isAlive());
                assertTrue(!s.close(Duration.ZERO));
                s.core.wakeIfWork(); // or sysmon would look after it for ever
              }
            });
    weave();
  }

  /**
   * One load, from the scheduler's start to its end; who comes to the point is held for a while.
   */
  private static void run(Breakpoint point) throws Exception {
    DefaultGpmScheduler s =
        new SchedulerBuilder("paused").processors(2).handoffAfter(Duration.ofMillis(1)).build();
    AtomicInteger steps = new AtomicInteger();
    List<Thread> all = new CopyOnWriteArrayList<>();
    Hog hog = new Hog();
    AtomicBoolean over = new AtomicBoolean();
    Thread outside = Thread.ofPlatform().daemon().start(() -> use(s, all, hog, steps, over));
    eventually(() -> point.isReached() || steps.get() == GOROUTINES * STEPS);
    eventually(
        () -> {
          letGoAfterAWhile(point);
          return steps.get() == GOROUTINES * STEPS;
        });
    hog.stop();
    over.set(true);
    awaitEnd(outside, point);
    awaitEnd(Thread.ofPlatform().daemon().start(s::close), point);
    for (Thread goroutine : all) {
      awaitEnd(goroutine, point);
    }
    assertEquals(GOROUTINES * STEPS, steps.get());
    eventually(
        () -> {
          letGoAfterAWhile(point);
          return s.stats().machines() == 0 && !s.core.sysmon.isAlive();
        });
    assertEquals(0, s.core.spinners.count());
    assertEquals(0, s.core.stuck.get());
    assertEquals(0, s.core.live.sum());
  }

  /** What a thread outside does: it starts goroutines, wakes some, and resizes the scheduler. */
  private static void use(
      DefaultGpmScheduler s, List<Thread> all, Hog hog, AtomicInteger steps, AtomicBoolean over) {
    for (int i = 0; i < GOROUTINES; i++) {
      int kind = i;
      all.add(start(s, () -> live(s, kind, all, steps)));
    }
    all.add(start(s, hog));
    for (int n = 0; !over.get(); n++) {
      s.resize(1 + n % 3);
      LockSupport.unpark(start(s, () -> {}));
      LockSupport.parkNanos(50_000);
    }
  }

  /** Somebody may come to the point as late as this. */
  private static void awaitEnd(Thread thread, Breakpoint point) throws Exception {
    eventually(
        () -> {
          letGoAfterAWhile(point);
          return !thread.isAlive();
        });
  }

  /** The pause is the fault. */
  private static void letGoAfterAWhile(Breakpoint point) throws InterruptedException {
    if (point.isReached() && !point.isReleased()) {
      TimeUnit.MILLISECONDS.sleep(HELD_MILLIS);
      point.release();
    }
  }

  private static Thread start(DefaultGpmScheduler s, Runnable body) {
    Thread thread = s.threadFactory().newThread(body);
    thread.start();
    return thread;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the scheduler is what is tested
  private static void live(DefaultGpmScheduler s, int kind, List<Thread> all, AtomicInteger steps) {
    for (int i = 0; i < STEPS; i++) {
      switch ((kind + i) % 5) {
        case 0 -> Thread.yield();
        case 1 -> LockSupport.parkNanos(20_000);
        case 2 -> compute(i == STEPS / 2 ? 2_000_000 : 10_000);
        case 3 -> {
          LockSupport.unpark(all.isEmpty() ? null : all.getFirst());
          start(s, () -> {});
          start(s, () -> {});
        }
        default -> blocking();
      }
      steps.incrementAndGet();
    }
  }

  private static void compute(long nanos) {
    for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
      Thread.onSpinWait();
    }
  }

  private static void blocking() {
    try {
      GpmScheduler.blocking(
          () -> {
            compute(10_000);
            return "";
          });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
