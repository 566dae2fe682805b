package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gopool.GpmScheduler;
import io.gopool.contract.Caller;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.ForcedRace;
import io.gopool.schedule.ForcedRace.Outcome;
import io.gopool.schedule.ForcedRaces;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.scheduler.SchedulerFixture.Hog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * The interleavings that the scheduler's comments argue about, each forced step by step, and on a
 * twin: see {@link ForcedRace}. A machine is M, its processor P, sysmon S; T and W are threads
 * outside.
 */
class ForcedSchedulerTest extends ForcedRaces {

  private static final Duration SOON = Duration.ofMillis(1);

  static Stream<ForcedRace> races() {
    return Stream.of(
        new ForcedRace(
            "a waker finds no idle processor while a machine is about to let one go",
            points -> wakesWhileAMachineGoesIdle(points, "M1"),
            Bug.without("M3", "wakeIfWork")),
        new ForcedRace(
            "a waker relies on a machine that spins no more",
            points -> wakesWhileAMachineGoesIdle(points, "M2"),
            Bug.without("M3", "wakeIfWork")),
        new ForcedRace(
            "a waker relies on a spinning machine that has found another goroutine",
            ForcedSchedulerTest::spinningMachineFoundAnother,
            Bug.without("C3", "wakeIfWork")),
        new ForcedRace(
            "a waker relies on others that get no processor",
            ForcedSchedulerTest::wakersWithoutAProcessor,
            new Bug("C5", "noneIdle", 1)),
        new ForcedRace(
            "sysmon takes a processor that its machine touches in a wake-up",
            ForcedSchedulerTest::takenInsideOfAWakeUp,
            new Bug("O1", "tryTake", 1)),
        new ForcedRace(
            "a machine comes out of a goroutine that sysmon has taken its processor from",
            ForcedSchedulerTest::comesBackWithoutItsProcessor,
            new Bug("M8", "tryHold", 1)),
        new ForcedRace(
            "a goroutine that sysmon has taken the processor from wakes another",
            ForcedSchedulerTest::wakesWithoutItsProcessor,
            new Bug("M9", "tryHold", 1)),
        new ForcedRace(
            "sysmon is about to park for good when a processor is taken into use",
            ForcedSchedulerTest::inUseBeforeSysmonParks,
            new Bug("O5", "noneInUse", 1)),
        new ForcedRace(
            "a goroutine is started while the scheduler closes and its machine leaves",
            ForcedSchedulerTest::startedAtTheClose,
            new Bug("M10", "claim", 1),
            new Bug("E7", "isClosed", 0)),
        new ForcedRace(
            "a goroutine is started while the last machine that may be leaves, after sysmon",
            ForcedSchedulerTest::startedWhenNobodyIsLeft,
            new Bug("C6", "isClosed", 0),
            new Bug("E7", "isClosed", 0)),
        new ForcedRace(
            "a goroutine is queued at the close behind one that does not end",
            ForcedSchedulerTest::startedBehindAnother,
            new Bug("E7", "isClosed", 0)),
        new ForcedRace(
            "a machine has been idle for long enough just as the scheduler closes",
            ForcedSchedulerTest::expiresAtTheClose,
            new Bug("M11", "isClosed", 0)),
        new ForcedRace(
            "a machine that was to leave stays, and is not on the stack as the scheduler closes",
            ForcedSchedulerTest::staysAtTheClose,
            new Bug("M11", "isClosed", 0)),
        new ForcedRace(
            "the last goroutine ends between the closer's look and its wait",
            ForcedSchedulerTest::endsBeforeTheCloserWaits,
            Bug.without("E2", "countDown")),
        new ForcedRace(
            "a machine returns from a yield when another has run the goroutine to its end",
            ForcedSchedulerTest::twoSeeTheSameEnd,
            new Bug("E4", "compareAndSet", 1)),
        new ForcedRace(
            "a processor is retired while the limit is raised",
            ForcedSchedulerTest::retiredWhileTheLimitGrows,
            new Bug("O2", "get", 0)),
        new ForcedRace(
            "a thief takes runNext while the owner puts another in its place",
            ForcedSchedulerTest::stolenWhileReplaced,
            new Bug("R1", "compareAndSet", 1)),
        new ForcedRace(
            "a thief takes runNext while the owner does",
            ForcedSchedulerTest::stolenWhilePopped,
            new Bug("R2", "compareAndSet", 1)),
        new ForcedRace(
            "the owner takes runNext while a thief does",
            ForcedSchedulerTest::poppedWhileStolen,
            new Bug("R3", "compareAndSet", 1)),
        new ForcedRace(
            "the owner pops while a thief copies",
            ForcedSchedulerTest::poppedWhileCopied,
            new Bug("R4", "compareAndSet", 1)),
        new ForcedRace(
            "a thief is robbed before it has counted what it stole",
            ForcedSchedulerTest::stolenFromTheThief,
            new Bug("R8", "pushed", 0)),
        new ForcedRace(
            "two pop the same idle processor",
            ForcedSchedulerTest::twoPopAProcessor,
            new Bug("R5", "cas", 1)),
        new ForcedRace(
            "a machine leaves while it is called",
            ForcedSchedulerTest::calledWhileLeaving,
            new Bug("R6", "compareAndSet", 1)));
  }

  // ---- what the races have in common

  private static final Queue<DefaultGpmScheduler> SCHEDULERS = new ConcurrentLinkedQueue<>();
  private static final Queue<Hog> HOGS = new ConcurrentLinkedQueue<>();

  /** The first scheduler of a JVM starts threads of the JDK's. */
  @BeforeAll
  static void warmUp() {
    new SchedulerBuilder("first").build().close();
  }

  /** Those of the twins may never end: their threads are daemons. */
  @AfterEach
  void close() {
    HOGS.forEach(Hog::stop);
    HOGS.clear();
    SCHEDULERS.forEach(s -> s.close(Duration.ZERO));
    SCHEDULERS.forEach(s -> s.core.wakeIfWork()); // or sysmon would look after it for ever
    SCHEDULERS.clear();
  }

  private static DefaultGpmScheduler scheduler(UnaryOperator<SchedulerBuilder> settings) {
    DefaultGpmScheduler s = settings.apply(new SchedulerBuilder("forced")).build();
    SCHEDULERS.add(s);
    return s;
  }

  private static DefaultGpmScheduler scheduler(int processors, Duration handoffAfter) {
    return scheduler(b -> b.processors(processors).handoffAfter(handoffAfter));
  }

  private static DefaultGpmScheduler scheduler(int processors) {
    return scheduler(processors, SchedulerFixture.NO_HANDOFF);
  }

  private static Thread go(DefaultGpmScheduler s, Runnable body) {
    Thread thread = s.threadFactory().newThread(body);
    thread.start();
    return thread;
  }

  private static Hog hog() {
    Hog hog = new Hog();
    HOGS.add(hog);
    return hog;
  }

  private static void spinUntil(AtomicBoolean condition) {
    while (!condition.get()) {
      Thread.onSpinWait();
    }
  }

  private static boolean allMachinesIdle(DefaultGpmScheduler s) {
    return s.core.idleMachines.size() == s.core.machines.count();
  }

  /** Something is runnable, a processor is idle, and nobody looks. */
  private static boolean isForgotten(DefaultGpmScheduler s) {
    return !s.core.global.isEmpty()
        && !s.core.processors.noneIdle()
        && s.core.spinners.count() == 0;
  }

  /** Runs a goroutine, after which the only machine is parked. */
  private static void warm(DefaultGpmScheduler s) throws InterruptedException {
    SchedulerFixture.join(go(s, () -> {}));
    awaitQuiet(s);
  }

  /** Waits until nothing is to be done and each machine is behind its last look. */
  private static void awaitQuiet(DefaultGpmScheduler s) {
    eventually(
        () ->
            allMachinesIdle(s)
                && !s.core.hasWork()
                && !s.core.processors.noneIdle()
                && allMachinesParked(s));
  }

  private static boolean allMachinesParked(DefaultGpmScheduler s) {
    AtomicBoolean all = new AtomicBoolean(true);
    s.core.idleMachines.forEach(
        m -> {
          if (LockSupport.getBlocker(m) != s.core) {
            all.set(false);
          }
        });
    return all.get();
  }

  /** Waits until a goroutine that parks at once has done so, and its machine too. */
  private static Thread parked(DefaultGpmScheduler s) {
    Thread thread = go(s, LockSupport::park);
    eventually(() -> s.stats().waiting() == 1);
    awaitQuiet(s);
    return thread;
  }

  // ---- park and wake

  /** M found nothing and goes idle; W makes a goroutine runnable and calls nobody; M parks. */
  private static Outcome wakesWhileAMachineGoesIdle(Breakpoints points, String mark)
      throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Breakpoint goesIdle = points.at(mark);
    go(s, () -> {});
    goesIdle.awaitReached();
    AtomicBoolean ran = new AtomicBoolean();
    go(s, () -> ran.set(true));
    goesIdle.release();
    return new Outcome(ran::get, () -> isForgotten(s) && allMachinesIdle(s));
  }

  /** M has found A, which will not end; W makes B runnable and relies on M, which still counts. */
  private static Outcome spinningMachineFoundAnother(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(2);
    warm(s);
    Breakpoint hasA = points.at("C4");
    Hog a = hog();
    go(s, a);
    hasA.awaitReached();
    AtomicBoolean ran = new AtomicBoolean();
    go(s, () -> ran.set(true));
    hasA.release();
    a.awaitRunning();
    return new Outcome(ran::get, () -> isForgotten(s));
  }

  /** The interleaving in the comment of {@link Core}. */
  private static Outcome wakersWithoutAProcessor(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Hog rest = hog();
    AtomicBoolean callEnds = startCall(s, rest);
    eventually(() -> !s.core.processors.noneIdle());
    List<Breakpoint> raised = new ArrayList<>();
    List<Caller<Thread>> wakers = new ArrayList<>();
    for (int i = 0; i < Spinners.MOST_CALLED; i++) {
      raised.add(points.at("C1"));
      wakers.add(Caller.call(() -> go(s, () -> {})));
      raised.getLast().awaitReached();
    }
    callEnds.set(true);
    rest.awaitRunning(); // with the only processor
    List<Breakpoint> none = new ArrayList<>();
    for (Breakpoint each : raised) {
      none.add(points.at("C2"));
      each.release();
      none.getLast().awaitReached();
    }
    rest.stop();
    awaitQuiet(s);
    AtomicBoolean ran = new AtomicBoolean();
    go(s, () -> ran.set(true)); // W
    none.forEach(Breakpoint::release);
    for (Caller<Thread> waker : wakers) {
      waker.result();
    }
    return new Outcome(ran::get, () -> isForgotten(s) && allMachinesIdle(s));
  }

  /** Returns what ends the call that a goroutine is in now; then it does the rest. */
  private static AtomicBoolean startCall(DefaultGpmScheduler s, Runnable rest)
      throws InterruptedException {
    CountDownLatch inCall = new CountDownLatch(1);
    AtomicBoolean callEnds = new AtomicBoolean();
    go(
        s,
        () -> {
          blocking(inCall, callEnds);
          rest.run();
        });
    awaitLatch(inCall);
    return callEnds;
  }

  private static void blocking(CountDownLatch inCall, AtomicBoolean callEnds) {
    try {
      GpmScheduler.blocking(
          () -> {
            inCall.countDown();
            spinUntil(callEnds);
            return "";
          });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  // ---- handoff

  /** S saw A stay; A starts B, and holds P for that; S takes P. */
  private static Outcome takenInsideOfAWakeUp(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1, SOON);
    Breakpoint seen = points.at("O1");
    Breakpoint holds = points.at("M4");
    AtomicBoolean starts = new AtomicBoolean();
    go(
        s,
        () -> {
          spinUntil(starts);
          go(s, () -> {});
        });
    seen.awaitReached();
    starts.set(true);
    holds.awaitReached();
    seen.release();
    eventually(() -> LockSupport.getBlocker(s.core.sysmon) == s.core.sysmon);
    boolean taken = s.core.stuck.get() > 0;
    holds.release();
    return new Outcome(
        () -> !taken && s.core.live.sum() == 0 && s.core.stuck.get() == 0, () -> taken);
  }

  /** A has lost P to B, which has it for good: S is stopped when it is about to take it again. */
  private static Hog loseProcessor(DefaultGpmScheduler s, Runnable a, Breakpoints points)
      throws InterruptedException {
    Breakpoint first = points.at("O1");
    go(s, a);
    first.awaitReached();
    Hog b = hog();
    go(s, b);
    Breakpoint second = points.at("O1");
    first.release();
    b.awaitRunning();
    second.awaitReached();
    return b;
  }

  /** S has taken P from A and given it to another machine, which runs B; A ends. */
  private static Outcome comesBackWithoutItsProcessor(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1, SOON);
    Hog a = hog();
    loseProcessor(s, a, points);
    a.stop();
    return new Outcome(
        () ->
            s.core.stuck.get() == 0
                && s.core.idleMachines.size() == 1
                && s.core.processors.noneIdle(),
        () -> !s.core.processors.noneIdle());
  }

  /** S has taken P from A and given it to another machine, which runs B; A wakes C. */
  private static Outcome wakesWithoutItsProcessor(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1, SOON);
    Thread c = parked(s);
    AtomicBoolean wakes = new AtomicBoolean();
    Hog rest = hog();
    loseProcessor(
        s,
        () -> {
          spinUntil(wakes);
          LockSupport.unpark(c);
          rest.run();
        },
        points);
    Ownership ownership = s.core.processors.get(0).ownership;
    long word = ownership.read();
    wakes.set(true);
    rest.awaitRunning();
    return new Outcome(
        () -> !s.core.global.isEmpty() && ownership.read() == word, () -> ownership.read() != word);
  }

  /** S has seen nothing in use for long; M takes P, and sees S awake; S parks. */
  private static Outcome inUseBeforeSysmonParks(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1, SOON);
    Breakpoint parks = points.at("O6", thread -> thread == s.core.sysmon);
    warm(s); // it comes there once more if it has been there
    parks.awaitReached();
    Hog a = hog();
    go(s, a);
    a.awaitRunning();
    AtomicBoolean ran = new AtomicBoolean();
    go(s, () -> ran.set(true));
    parks.release();
    return new Outcome(
        ran::get,
        () ->
            s.core.sysmon.getState() == Thread.State.WAITING
                && LockSupport.getBlocker(s.core.sysmon) == s.core.sysmon
                && !s.core.global.isEmpty());
  }

  // ---- the end, and resizing

  /** T finds the scheduler open; it is closed, and M is about to leave; T calls M. */
  private static Outcome startedAtTheClose(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    warm(s);
    AtomicBoolean ran = new AtomicBoolean();
    Breakpoint open = points.at("E3");
    Caller<Thread> t = Caller.call(() -> go(s, () -> ran.set(true)));
    open.awaitReached();
    Breakpoint leaves = points.at("M10");
    s.close(Duration.ZERO);
    leaves.awaitReached();
    open.release();
    t.result();
    leaves.release();
    return new Outcome(ran::get, () -> s.core.machines.count() == 0 && !s.core.global.isEmpty());
  }

  /**
   * T finds the scheduler open; it is closed, and sysmon leaves as nothing is in use; A comes out
   * of a call, has the only processor, and goes on and on; T queues B.
   */
  private static Outcome startedBehindAnother(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1, SchedulerFixture.NO_HANDOFF);
    Hog rest = hog();
    AtomicBoolean callEnds = startCall(s, rest);
    AtomicBoolean ran = new AtomicBoolean();
    Breakpoint open = points.at("E3");
    Caller<Thread> t = Caller.call(() -> go(s, () -> ran.set(true)));
    open.awaitReached();
    s.close(Duration.ZERO);
    eventually(() -> !s.core.sysmon.isAlive());
    callEnds.set(true);
    rest.awaitRunning();
    open.release();
    t.result();
    return new Outcome(ran::get, () -> !s.core.global.isEmpty());
  }

  /** The interleaving in the comment of {@link Closing}. */
  private static Outcome startedWhenNobodyIsLeft(Breakpoints points) throws Exception {
    DefaultGpmScheduler s =
        scheduler(b -> b.processors(1).maxMachines(1).handoffAfter(SchedulerFixture.NO_HANDOFF));
    warm(s);
    AtomicBoolean ran = new AtomicBoolean();
    Breakpoint open = points.at("E3");
    Caller<Thread> t = Caller.call(() -> go(s, () -> ran.set(true)));
    open.awaitReached();
    Breakpoint leaves = points.at("M6");
    s.close(Duration.ZERO);
    leaves.awaitReached();
    eventually(() -> !s.core.sysmon.isAlive());
    open.release();
    t.result();
    leaves.release();
    return new Outcome(ran::get, () -> s.core.machines.count() == 0 && !s.core.global.isEmpty());
  }

  /**
   * M, one too many, is about to park; another leaves, so that M is none too many; T closes, and
   * wakes M, whose time is over as well.
   */
  private static Outcome expiresAtTheClose(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = schedulerOfShortStays();
    AtomicBoolean callEnds = startCall(s, () -> {});
    Breakpoint parks = points.at("M12");
    go(s, () -> {});
    Thread m = parks.awaitReached();
    callEnds.set(true);
    eventually(() -> s.core.machines.count() == 1 && s.core.live.sum() == 0);
    s.close();
    parks.release();
    return leavesOrStays(s, m);
  }

  /**
   * M, one too many, is off the stack to leave; another leaves earlier, so that M is to stay; W
   * looks for a machine on the stack; T closes, and wakes all that are there.
   */
  private static Outcome staysAtTheClose(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = schedulerOfShortStays();
    AtomicBoolean callEnds = startCall(s, () -> {});
    Breakpoint leaves = points.at("M6");
    go(s, () -> {});
    Thread m = leaves.awaitReached();
    callEnds.set(true);
    eventually(() -> s.core.machines.count() == 1 && s.core.live.sum() == 0);
    Breakpoint stays = points.at("M14");
    leaves.release();
    assertSame(m, stays.awaitReached());
    SchedulerFixture.join(go(s, () -> {}));
    eventually(() -> s.core.machines.count() == 1);
    s.close();
    stays.release();
    return leavesOrStays(s, m);
  }

  /** With one processor; an idle machine leaves at once if it is one too many. */
  private static DefaultGpmScheduler schedulerOfShortStays() {
    return scheduler(
        b ->
            b.processors(1)
                .handoffAfter(SchedulerFixture.NO_HANDOFF)
                .idleMachineExpiry(Duration.ofNanos(1)));
  }

  private static Outcome leavesOrStays(DefaultGpmScheduler s, Thread m) {
    return new Outcome(
        () -> s.core.machines.count() == 0,
        () -> m.getState() == Thread.State.WAITING && LockSupport.getBlocker(m) == s.core);
  }

  /** T closes, and sees that A lives; A ends; T waits. */
  private static Outcome endsBeforeTheCloserWaits(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Hog a = hog();
    go(s, a);
    a.awaitRunning();
    Breakpoint looked = points.at("E1");
    Caller<Void> t = Caller.run(s::close);
    looked.awaitReached();
    a.stop();
    eventually(() -> s.core.live.sum() == 0 && allMachinesIdle(s));
    looked.release();
    return new Outcome(
        t::isDone, () -> t.thread().getState() == Thread.State.TIMED_WAITING && !s.core.isClosed());
  }

  /** M returns from G's yield; another machine has run G to its end, and sees that, as M does. */
  private static Outcome twoSeeTheSameEnd(Breakpoints points) throws Exception {
    DefaultGpmScheduler s = scheduler(2);
    Breakpoint returns = points.at("M8");
    Breakpoint sees = points.at("E4"); // by now: sysmon may call the other machine as well
    Thread g = go(s, SchedulerFixture::yieldNow);
    returns.awaitReached();
    s.core.wakeIfWork(); // G is in the queue of M's processor
    sees.awaitReached();
    assertFalse(g.isAlive());
    returns.release();
    eventually(() -> s.core.idleMachines.size() == 1);
    sees.release();
    awaitQuiet(s);
    return new Outcome(() -> s.core.live.sum() == 0, () -> s.core.live.sum() < 0);
  }

  /**
   * T, the owner, sees that P is one too many; W raises the limit, and sees P in use; T retires P.
   */
  private static Outcome retiredWhileTheLimitGrows(Breakpoints points) throws Exception {
    Processors processors = new Processors();
    processors.resize(2);
    Processor one = assertNotNullAndGet(processors.popIdle());
    Processor other = assertNotNullAndGet(processors.popIdle());
    processors.resize(1);
    Breakpoint surplus = points.at("O4");
    Caller<Void> t = Caller.run(() -> processors.release(one.index == 1 ? one : other));
    surplus.awaitReached();
    processors.resize(2);
    surplus.release();
    t.result();
    return new Outcome(() -> !processors.noneIdle(), processors::noneIdle);
  }

  private static <T> T assertNotNullAndGet(T value) {
    assertNotNull(value);
    return value;
  }

  // ---- queues and stacks

  private static Goroutine goroutine() {
    return new Goroutine(scheduler(1).core, () -> {}, 0);
  }

  private static Processor processor(Goroutine next) {
    Processor p = new Processor(0, new Eagerness());
    p.pushNext(next, new GlobalQueue());
    return p;
  }

  private static Outcome stolenWhileReplaced(Breakpoints points) throws Exception {
    Goroutine old = goroutine();
    Processor p = processor(old);
    Breakpoint read = points.at("R1");
    Caller<Boolean> owner = Caller.call(() -> p.pushNext(goroutine(), new GlobalQueue()));
    read.awaitReached();
    assertSame(old, p.stealNext());
    read.release();
    owner.result();
    return new Outcome(() -> p.queue.isEmpty() && p.hasNext(), () -> p.queue.size() == 1);
  }

  private static Outcome stolenWhilePopped(Breakpoints points) throws Exception {
    Goroutine next = goroutine();
    Processor p = processor(next);
    Breakpoint read = points.at("R2");
    Caller<Goroutine> owner = Caller.call(() -> p.pop(new GlobalQueue()));
    read.awaitReached();
    assertSame(next, p.stealNext());
    read.release();
    return onlyOneHasIt(owner.result(), next);
  }

  private static Outcome poppedWhileStolen(Breakpoints points) throws Exception {
    Goroutine next = goroutine();
    Processor p = processor(next);
    Breakpoint read = points.at("R3");
    Caller<Goroutine> thief = Caller.call(p::stealNext);
    read.awaitReached();
    assertSame(next, p.pop(new GlobalQueue()));
    read.release();
    return onlyOneHasIt(thief.result(), next);
  }

  private static Outcome poppedWhileCopied(Breakpoints points) throws Exception {
    LocalQueue<String> queue = new LocalQueue<>(4);
    queue.push("first");
    Breakpoint copied = points.at("R4");
    Caller<String> thief = Caller.call(() -> queue.stealInto(new LocalQueue<>(4)));
    copied.awaitReached();
    assertEquals("first", queue.pop());
    copied.release();
    return onlyOneHasIt(thief.result(), "first");
  }

  private static Outcome stolenFromTheThief(Breakpoints points) throws Exception {
    Core core = new Core(new SchedulerBuilder("still").processors(2).config());
    Processor thief = core.processors.get(0);
    Processor victim = core.processors.get(1);
    for (int i = 0; i < 10; i++) {
      victim.pushTail(new Goroutine(core, () -> {}, 0), core.global);
    }
    Breakpoint stole = points.at("R8");
    Caller<Goroutine> t = Caller.call(() -> new Search(core, 1).steal(thief));
    stole.awaitReached();
    assertNotNull(thief.queue.stealInto(new LocalQueue<>(LocalQueue.SIZE)));
    stole.release();
    t.result();
    return new Outcome(
        () -> thief.stats().stealsIn() == 5 && victim.stats().stealsOut() == 5,
        () -> thief.stats().stealsIn() < 5);
  }

  private static Outcome twoPopAProcessor(Breakpoints points) throws Exception {
    AtomicReferenceArray<Processor> all = new AtomicReferenceArray<>(1);
    all.set(0, new Processor(0, new Eagerness()));
    IdleProcessors idle = new IdleProcessors(all);
    idle.push(all.get(0));
    Breakpoint read = points.at("R5");
    Caller<Processor> t = Caller.call(idle::pop);
    read.awaitReached();
    assertSame(all.get(0), idle.pop());
    read.release();
    return onlyOneHasIt(t.result(), all.get(0));
  }

  private static Outcome calledWhileLeaving(Breakpoints points) throws Exception {
    IdleMachines idle = new IdleMachines();
    Core core = scheduler(1).core;
    Machine m = new Machine(core, 1, new Processor(0, new Eagerness()), /* spinning= */ false);
    IdleMachines.Node node = idle.push(m);
    Breakpoint leaves = points.at("R6");
    Caller<Boolean> leaver = Caller.call(() -> idle.claim(node));
    leaves.awaitReached();
    assertSame(m, idle.pop());
    leaves.release();
    boolean left = leaver.result();
    return new Outcome(() -> !left, () -> left);
  }

  /** Another has taken it already. */
  private static <T> Outcome onlyOneHasIt(T second, T it) {
    return new Outcome(() -> second == null, () -> second == it);
  }
}
