package io.gopool.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.gopool.schedule.Weaver.Bug;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs on a real pool, whose threads run one at a time by a seed and may hand over at
 * each numbered point and before each access to a shared word.
 *
 * <p>{@code -Dgopool.schedule.seconds} makes it run for so long instead of {@value #SCHEDULES}
 * schedules; {@code -Dgopool.schedule.seed} runs the schedule of a seed that a failure printed,
 * first: the program, its interleaving and its failure come back.
 */
class RandomScheduleTest {

  private static final int SCHEDULES = 600;
  private static final int SCHEDULES_FOR_A_TWIN = 5_000;

  /** One run. */
  private record Run(
      long seed,
      String failure,
      String program,
      long hash,
      int steps,
      List<String> trace,
      Set<String> visited) {

    static Run of(long seed) throws InterruptedException {
      return of(seed, Program::new);
    }

    static Run of(long seed, BiFunction<Long, Controller, Program> programs)
        throws InterruptedException {
      Controller controller = new Controller(seed);
      Program program = programs.apply(seed, controller);
      Points.listen(controller);
      String failure = controller.run();
      Points.stopListening();
      if (failure == null) {
        failure = program.check();
      }
      return new Run(
          seed,
          failure,
          program.toString(),
          controller.hash(),
          controller.steps(),
          controller.trace(),
          controller.visited());
    }

    String report() {
      List<String> last = trace.subList(Math.max(0, trace.size() - 40), trace.size());
      return failure
          + "\n-Dgopool.schedule.seed="
          + seed
          + "\n"
          + program
          + "\n"
          + String.join("\n", last);
    }
  }

  /** Classes are initialised in some schedule; that must not be one that is to come back. */
  @BeforeAll
  static void warmUp() throws Exception {
    Weaving.ofAccesses()
        .during(
            () -> {
              for (long seed = 0; seed < 50; seed++) {
                Run.of(-seed);
              }
            });
  }

  @Test
  void noScheduleBreaksThePoolsPromises() throws Exception {
    long seed = Long.getLong("gopool.schedule.seed", System.nanoTime());
    long seconds = Long.getLong("gopool.schedule.seconds", 0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Weaving.ofAccesses()
        .during(
            () -> {
              for (int i = 0; seconds > 0 ? System.nanoTime() < end : i < SCHEDULES; i++) {
                Run run = Run.of(seed + i);
                if (run.failure() != null) {
                  fail(run.report());
                }
              }
            });
  }

  /** Points that no program comes to, and why. */
  private static final Set<String> NOT_VISITED =
      Set.of(
          "S9", "S20", "G16", "B2", // a thread cannot be started; who tries again is a timer
          "S21", // no worker's loop fails
          "B1", // there are too few tasks to take half of them
          "W9", "G19", // a thread cannot be unparked; likewise
          "X1", "X2", "X3"); // nobody expires by the clock

  @Test
  void eachNumberedPointIsVisited() throws Exception {
    Set<String> missing = new TreeSet<>(Marks.ofPackage("core"));
    missing.addAll(Marks.ofPackage("queue"));
    assertTrue(missing.removeAll(NOT_VISITED));
    Weaving.ofAccesses()
        .during(
            () -> {
              for (long seed = 1; !missing.isEmpty() && seed <= SCHEDULES_FOR_A_TWIN; seed++) {
                Run run = Run.of(seed);
                assertNull(run.failure(), run::report);
                missing.removeAll(run.visited());
              }
            });
    assertEquals(Set.of(), missing);
  }

  @Test
  void tasksThatCloseTheirPoolDoNotWaitForEachOther() throws Exception {
    Weaving.ofAccesses()
        .during(
            () -> {
              for (long seed = 1; seed <= SCHEDULES; seed++) {
                Run run = Run.of(seed, Program::ofClosers);
                if (run.failure() != null) {
                  fail(run.report());
                }
              }
            });
  }

  @Test
  void sameSeedMakesTheSameSchedule() throws Exception {
    Weaving.ofAccesses()
        .during(
            () -> {
              for (long seed = 1; seed <= 20; seed++) {
                Run first = Run.of(seed);
                Run again = Run.of(seed);
                assertNull(first.failure(), first::report);
                assertEquals(first.steps(), again.steps());
                assertEquals(first.hash(), again.hash());
                assertNotEquals(first.hash(), Run.of(seed + 100).hash());
              }
            });
  }

  static Stream<Bug> bugs() {
    return Stream.of(
        Bug.without("S15", "hasTask"), // an idler does not look again
        Bug.without("S12", "hasTask"), // a leaver does not look again
        new Bug("G2", "isOpen", 1), // a submitter does not look again with its permit
        new Bug("G4", "isOpen", 1), // a waiter does not look whether it was sent away
        Bug.without("W8", "unpark")); // a worker is signalled and not woken
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void catchesTheTwinAndReplaysItsSeed(Bug bug) throws Exception {
    Weaving.ofAccesses(bug)
        .during(
            () -> {
              for (long seed = 1; seed <= SCHEDULES_FOR_A_TWIN; seed++) {
                Run run = Run.of(seed);
                if (run.failure() != null) {
                  Run again = Run.of(seed);
                  assertEquals(run.steps(), again.steps());
                  assertEquals(run.hash(), again.hash());
                  assertNotEquals(null, again.failure());
                  return;
                }
              }
              fail("no schedule shows the bug");
            });
  }
}
