package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.jfr.ChildJvm;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Weaving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The memory is short for a moment: nothing is lost by that, nor given away twice. */
class WithoutMemoryTest extends SchedulerFixture {

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

    private static final int MEGABYTE = 1 << 20;

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
}
