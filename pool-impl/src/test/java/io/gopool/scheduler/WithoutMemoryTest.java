package io.gopool.scheduler;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.Observation;
import io.gopool.SchedulerObserver;
import io.gopool.jfr.ChildJvm;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Weaving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The memory is short for a moment: nothing is lost by that, nor given away twice. */
class WithoutMemoryTest extends SchedulerFixture {

  private static final int MEGABYTE = 1 << 20;

  /** Neither for a machine nor for the line in the log that says so. */
  @Test
  void machineIsStartedWhenThereIsMemoryAgain() throws Exception {
    String said =
        ChildJvm.run(
            ShortOfMemory.class,
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx64m");
    assertEquals(List.of("failures: true", "all ran: true"), said.lines().toList());
  }

  @Test
  void processorIsHandedOnThoughThereIsNoneToTellAnObserver() throws Exception {
    String said =
        ChildJvm.run(
            FullInACall.class,
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx24m");
    assertEquals(List.of("called: true", "another ran: true"), said.lines().toList());
  }

  @Test
  void processorKeepsWhatItCannotLeaveToTheOthers() throws Exception {
    Core core = new Core(new SchedulerBuilder("still").config());
    Processor p = core.processors.get(0);
    p.pushNext(new Goroutine(core, () -> {}, 0), core.global);
    p.pushNext(new Goroutine(core, () -> {}, 0), core.global);
    shortOfMemoryAt("R7", () -> p.drainTo(core.global));
    assertEquals(2, p.queue.size(), "where thieves find them");
    assertEquals(0, core.global.size());
    p.drainTo(core.global);
    assertEquals(2, core.global.size());
  }

  @Test
  void oneIsFoundThatThereWasNoMemoryToQueue() throws Exception {
    Core core = new Core(new SchedulerBuilder("still").config());
    Processor p = core.processors.get(0);
    do {
      p.pushNext(new Goroutine(core, () -> {}, 0), core.global);
    } while (p.queue.hasRoom());
    shortOfMemoryAt("R7", () -> p.drainTo(core.global));
    while (!p.queue.isEmpty()) {
      p.queue.pop();
    }
    assertTrue(p.hasNext());
    assertTrue(core.hasWork());
    assertNotNull(p.stealNext());
    assertFalse(core.hasWork());
  }

  /** Its queue is full, and there is no memory to move the half of it. */
  @Test
  void processorMayBeTakenFromAGoroutineThatCouldNotQueueAnother() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    AtomicBoolean mayBeTaken = new AtomicBoolean();
    Body fill =
        () -> {
          for (int i = 0; i <= LocalQueue.SIZE; i++) {
            go(s, () -> {});
          }
          Thread another = s.threadFactory().newThread(() -> {});
          assertThrows(OutOfMemoryError.class, another::start);
          mayBeTaken.set(Ownership.isInG(s.core.processors.get(0).ownership.read()));
        };
    shortOfMemoryAt("R7", () -> join(go(s, fill)));
    assertTrue(mayBeTaken.get());
  }

  @Test
  void endIsCountedThoughTheCountNeedsMemory() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    shortOfMemoryAt("E6", () -> join(go(s, () -> {})));
    eventually(() -> s.stats().live() == 0);
    assertTrue(s.close(Duration.ZERO));
  }

  @Test
  void threadThatCouldNotBeStartedDoesNotLive() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Thread thread = s.threadFactory().newThread(() -> {});
    shortOfMemoryAt("E3", () -> assertThrows(OutOfMemoryError.class, thread::start));
    assertFalse(thread.isAlive());
    assertEquals(0, s.stats().live());
    assertTrue(s.close(Duration.ZERO));
  }

  private static void shortOfMemoryAt(String mark, Executable action) throws Exception {
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                points.failAt(mark);
                action.execute();
              } catch (OutOfMemoryError planned) { // JUnit would give up all
                throw new AssertionError(planned);
              }
            });
  }

  /** What the other JVM runs. */
  static final class ShortOfMemory {

    private ShortOfMemory() {}

    public static void main(String[] args) throws InterruptedException {
      String name = "x".repeat(8 * MEGABYTE); // a machine's name and each line contain it
      DefaultGpmScheduler s = new SchedulerBuilder(name).processors(1).build();
      List<byte[]> ballast = fillUp();
      CountDownLatch ran = new CountDownLatch(11);
      Thread first = s.threadFactory().newThread(ran::countDown);
      first.start();
      System.out.println("failures: " + (s.stats().machineStartFailures() > 0));
      ballast.clear();
      for (int i = 0; i < 10; i++) {
        s.threadFactory().newThread(ran::countDown).start();
      }
      System.out.println("all ran: " + ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Up to some megabytes, less than the name takes. */
    private static List<byte[]> fillUp() {
      List<byte[]> all = new ArrayList<>(1_000);
      try {
        while (all.size() < 1_000) {
          all.add(new byte[MEGABYTE]);
        }
      } catch (OutOfMemoryError full) {
        all.removeLast();
        all.removeLast();
      }
      return all;
    }
  }

  /** What a third JVM runs: a goroutine fills the memory to the brim, and blocks. */
  static final class FullInACall {

    private static volatile Object[] kept;

    private FullInACall() {}

    public static void main(String[] args) throws Exception {
      DefaultGpmScheduler s =
          new SchedulerBuilder("full").processors(1).handoffAfter(NO_HANDOFF).build();
      Observation unused = s.observe(new SchedulerObserver() {});
      AtomicBoolean called = new AtomicBoolean();
      Callable<Boolean> call = () -> called.compareAndSet(false, true);
      run(s, () -> GpmScheduler.blocking(call)); // loads what is needed
      called.set(false);
      run(
          s,
          () -> {
            fillUp();
            boolean done = GpmScheduler.blocking(call);
            kept = null;
            return done;
          });
      kept = null;
      System.out.println("called: " + called);
      CountDownLatch ran = new CountDownLatch(1);
      s.threadFactory().newThread(ran::countDown).start();
      System.out.println("another ran: " + ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static void run(DefaultGpmScheduler s, Callable<Boolean> what)
        throws InterruptedException {
      FutureTask<Boolean> task = new FutureTask<>(what);
      Thread thread = s.threadFactory().newThread(task);
      thread.start();
      thread.join();
    }

    private static void fillUp() {
      kept = new Object[1];
      for (int size = MEGABYTE; size > 1; size >>= 2) {
        try {
          while (kept.length > 0) {
            Object[] more = new Object[] {kept, new byte[size]};
            kept = more;
          }
        } catch (OutOfMemoryError full) {
          // the rest in smaller pieces
        }
      }
      try {
        while (kept.length > 0) {
          kept = new Object[] {kept};
        }
      } catch (OutOfMemoryError full) {
        // to the brim
      }
    }
  }
}
