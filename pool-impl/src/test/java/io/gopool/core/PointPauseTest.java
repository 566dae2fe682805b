package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolClosedException;
import io.gopool.contract.Caller;
import io.gopool.contract.Conservation;
import io.gopool.contract.PoolFixture;
import io.gopool.contract.PoolKind;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.Marks;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At each numbered point of the pool's algorithm, one after the other: the first thread that comes
 * to it is held there, as by a debugger, while a load of all kinds goes on. The load makes progress
 * meanwhile as far as the algorithm promises; once the thread is let go all ends well. A point that
 * nobody comes to fails the test. The workers are virtual, platform or G-P-M threads, the users
 * always platform threads.
 *
 * <p><b>Progress.</b> Up to two users may have to wait for the thread that is held: it may have the
 * task of one in hand, and have claimed another that was blocked at capacity; or it is a user
 * itself. All others go on. The exceptions are the points in {@link #HOLDS_UP_OTHERS}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PointPauseTest {

  private static final String SEARCHER =
      "it may be the searcher: nobody else is brought up until it calls or gives up the role";
  private static final String ON_THE_STACK =
      "it may have been taken off the idle stack, as the searcher, and not know it yet";
  private static final String LOOK_OUTSTANDING =
      "it has given up the role, or its place; tasks that came before that rely on its look";
  private static final String PLACE =
      "its place in the queue is taken: the tasks behind it are seen when it has published its own";
  private static final String LOCK = "it has the lock under which the number of permits changes";

  /** Where others may have to wait for the one that is held, and why. */
  private static final Map<String, String> HOLDS_UP_OTHERS =
      Map.ofEntries(
          entry("S2", LOOK_OUTSTANDING),
          entry("S3", SEARCHER),
          entry("S4", LOOK_OUTSTANDING),
          entry("S5", SEARCHER),
          entry("S6", LOOK_OUTSTANDING),
          entry("S7", SEARCHER),
          entry("S8", SEARCHER),
          entry("S9", SEARCHER),
          entry("S10", SEARCHER),
          entry("S11", SEARCHER),
          entry("S12", LOOK_OUTSTANDING),
          entry("S13", SEARCHER),
          entry("S14", ON_THE_STACK),
          entry("S15", ON_THE_STACK),
          entry("S16", ON_THE_STACK),
          entry("S17", ON_THE_STACK),
          entry("S19", LOOK_OUTSTANDING),
          entry("S22", "the worker that it took off the idle stack sleeps"),
          entry("W1", SEARCHER),
          entry("W2", SEARCHER),
          entry("W6", SEARCHER),
          entry("W7", ON_THE_STACK),
          entry("W8", "the worker that it took off the idle stack is the searcher, and sleeps"),
          entry("W9", "the worker that it took off the idle stack is the searcher, and sleeps"),
          entry("W10", ON_THE_STACK),
          entry("W11", SEARCHER),
          entry("G2", PLACE),
          entry("G9", PLACE),
          entry("G15", PLACE),
          entry("Q2", PLACE),
          entry("Q5", LOCK),
          entry("Q6", SEARCHER),
          entry("Q7", SEARCHER),
          entry("P2", LOCK),
          entry("P3", LOCK),
          entry("I1", SEARCHER),
          entry("I2", SEARCHER),
          entry(
              "I3", "idle workers that expire still count, so no other may start in their place"));

  /**
   * Methods in which a thread holds up others at whatever point it is, for the reasons above. At
   * the other points only a thread outside of them is held.
   */
  private static final Set<String> WINDOWS =
      Set.of("Scheduling.bringUpSearcher", "Scheduling.tryIdle", "Scheduling.tryLeave");

  /** Points that this load does not come to, and why. */
  private static final Map<String, String> NOT_REACHED =
      Map.of(
          "L12", "two others must meet; ForcedScheduleTest makes them",
          "S21", "no worker's loop fails",
          "B1", "there are too few tasks to take half of them",
          "X1", "nobody expires by the clock",
          "X2", "nobody expires by the clock",
          "X3", "nobody expires by the clock");

  private static final int ROUND = 600; // what the users do before the pool is closed
  private static final int PROGRESS = 20;

  private static final Weaving[] WEAVING = new Weaving[1];

  private final LogCapture log = new LogCapture(); // of the failures that are planned
  private final Breakpoints points = new Breakpoints();

  @BeforeAll
  static void weave() {
    WEAVING[0] = Weaving.ofMarks();
  }

  @AfterAll
  static void unweave() {
    WEAVING[0].close();
  }

  @AfterEach
  void close() {
    points.close();
    log.close();
  }

  static Stream<Arguments> points() {
    return Stream.of("core", "queue")
        .flatMap(name -> Marks.ofPackage(name).stream())
        .filter(mark -> !NOT_REACHED.containsKey(mark))
        .flatMap(mark -> Stream.of(PoolKind.values()).map(kind -> Arguments.of(mark, kind)));
  }

  @Test
  void eachPointThatIsListedExists() {
    List<String> all =
        Stream.of("core", "queue").flatMap(n -> Marks.ofPackage(n).stream()).toList();
    assertTrue(all.containsAll(HOLDS_UP_OTHERS.keySet()));
    assertTrue(all.containsAll(NOT_REACHED.keySet()));
  }

  @ParameterizedTest
  @MethodSource("points")
  void nothingIsLostAroundAThreadThatIsHeld(String mark, PoolKind kind) throws Exception {
    boolean holdsUp = HOLDS_UP_OTHERS.containsKey(mark);
    Breakpoint point = points.at(mark, thread -> holdsUp || !isInWindow()).keepingUnparks();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PoolFixture.PATIENCE_SECONDS);
    for (int round = 0; !point.isReached(); round++) {
      assertTrue(System.nanoTime() < end, () -> "nobody came to " + mark);
      MixedLoad load = new MixedLoad(kind, /* depthFirst= */ round % 2 == 1);
      Caller<Void> last = round % 4 == 3 ? failures(load) : use(load, point, holdsUp, round);
      eventually(() -> point.isReached() || (last.isDone() && load.isOver()));
      if (point.isReached()) {
        if (load.isWorker(point.awaitReached())) {
          assertFalse(load.pool().isTerminated());
        }
        point.release();
      }
      last.result();
      load.assertEndsWell();
    }
  }

  /** The twin: a submitter that was held while the pool ended does not look again. */
  @Test
  void harmOfAPauseIsSeen() throws Exception {
    points.close();
    WEAVING[0].close();
    Weaving.ofMarks(new Bug("G2", "isOpen", 1))
        .during(
            () -> {
              try (Breakpoints ofTwin = new Breakpoints()) {
                MixedLoad load = new MixedLoad();
                Breakpoint point = ofTwin.at("G1");
                Caller<Void> submitter = Caller.run(load::executeOne);
                point.awaitReached();
                load.pool().close();
                point.release();
                submitter.result();
                assertThrows(AssertionError.class, load::assertEndsWell);
              }
            });
    weave();
  }

  private static boolean isInWindow() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    f -> {
                      String type = f.getClassName();
                      String name = type.substring(type.lastIndexOf('.') + 1);
                      return WINDOWS.contains(name + "." + f.getMethodName());
                    }));
  }

  /** The load goes on for a while, or until somebody is held; then the pool is closed. */
  private static Caller<Void> use(MixedLoad load, Breakpoint point, boolean holdsUp, int round) {
    load.start();
    eventually(() -> point.isReached() || sum(load.done()) >= ROUND);
    if (point.isReached()) {
      List<Integer> since = load.done();
      if (holdsUp) {
        eventually(() -> load.eachAdvancedOrWaits(since, PROGRESS));
      } else {
        eventually(() -> load.advanced(since, PROGRESS) >= load.userCount() - 2);
      }
      Conservation.assertHolds(load.pool());
      load.stop();
    }
    return Caller.run(() -> end(load, round));
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(n -> n).sum();
  }

  /** Ends the pool by its own tasks, at once, or when all is run; users are still there. */
  private static void end(MixedLoad load, int round) throws Exception {
    switch (round % 4) {
      case 0 -> {
        load.execute(load.pool()::close);
        try {
          load.execute(load.pool()::close);
        } catch (PoolClosedException e) {
          // the first was faster
        }
      }
      case 1 -> load.shutdownNow();
      default -> load.pool().shutdown();
    }
    load.pool().close();
  }

  /** The only worker cannot be started, and then not be woken; nor can a blocked submitter. */
  private Caller<Void> failures(MixedLoad load) {
    return Caller.run(
        () -> {
          load.failStarts(true);
          assertThrows(IllegalStateException.class, load::executeOne);
          load.failStarts(false);
          load.executeOne();
          Thread worker = load.onlyWorker();
          PoolCore core = CoreFixture.core(load.pool());
          eventually(() -> LockSupport.getBlocker(worker) == core && core.scheduling.idle() == 1);
          points.failUnpark(worker);
          load.executeInSpiteOf(OutOfMemoryError.class);
          CountDownLatch full = new CountDownLatch(1);
          for (int i = 0; i < core.permitLimit(); i++) {
            load.execute(() -> CoreFixture.pass(full));
          }
          Caller<Void> blocked = Caller.run(load::executeOne);
          eventually(() -> LockSupport.getBlocker(blocked.thread()) == core);
          points.failUnpark(blocked.thread());
          full.countDown();
          blocked.result();
          load.pool().close();
        });
  }
}
