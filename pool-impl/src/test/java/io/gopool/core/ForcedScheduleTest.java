package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.MultiPool;
import io.gopool.PoolClosedException;
import io.gopool.TaskGroup;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.HandTicker;
import io.gopool.queue.IdleStack;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.ForcedRace;
import io.gopool.schedule.ForcedRace.Outcome;
import io.gopool.schedule.ForcedRaces;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The interleavings that the comments argue about, each forced step by step. In the pool as it is
 * all ends well. In its twin, where the call that guards against the race is left out, the harm is
 * seen that the comment warns of.
 */
class ForcedScheduleTest extends ForcedRaces {

  private final LogCapture log = new LogCapture(); // of the warnings

  static Stream<ForcedRace> races() {
    return Stream.of(
        new ForcedRace(
            "a submitter relies on a searcher that is about to rest",
            ForcedScheduleTest::searcherRests,
            Bug.without("S15", "hasTask")),
        new ForcedRace(
            "a submitter relies on a searcher that has found another task",
            ForcedScheduleTest::searcherFindsAnother,
            Bug.without("S6", "ensureSearcher")),
        new ForcedRace(
            "a searcher leaves a task to the other, which has found one",
            ForcedScheduleTest::searcherLeavesATaskToTheOther,
            Bug.without("S6", "ensureSearcher")),
        new ForcedRace(
            "a submitter counts on a worker that is about to leave",
            ForcedScheduleTest::workerLeaves,
            Bug.without("S12", "hasTask")),
        new ForcedRace(
            "a submitter brings up a worker when its task has run and the pool has ended",
            ForcedScheduleTest::lateStart,
            Bug.without("S7", "isEnding")),
        new ForcedRace(
            "a worker is started between the looks of the one who ends the pool",
            ForcedScheduleTest::startBetweenTheLooks,
            Bug.without("L4", "workers")),
        new ForcedRace(
            "an end is taken back because of a worker that has gone again",
            ForcedScheduleTest::endTakenBack,
            new Bug("L13", "canTerminate", 0)),
        new ForcedRace(
            "a surplus worker puts its task back while the other goes idle",
            ForcedScheduleTest::taskComesBackBehindAnIdler,
            Bug.without("S15", "hasTask")),
        new ForcedRace(
            "a thief has tasks in hand while another worker finds none",
            ForcedScheduleTest::thiefHasTasksInHand,
            Bug.without("B1", "moved")),
        new ForcedRace(
            "a submitter that takes its task back has others' in hand while a worker finds none",
            ForcedScheduleTest::submitterHasTasksInHand,
            Bug.without("S20", "ensureSearcher")),
        new ForcedRace(
            "a submitter counts on a worker whose loop fails",
            ForcedScheduleTest::loopFails,
            Bug.without("S21", "ensureSearcher")),
        new ForcedRace(
            "a worker leaves a waiter to a searcher that cannot be had",
            ForcedScheduleTest::waiterLeftToASearchInVain,
            Bug.without("S19", "grantLeftOver")),
        new ForcedRace(
            "a submitter takes its permit when the pool has ended",
            ForcedScheduleTest::latePermit,
            new Bug("G2", "isOpen", 1)),
        new ForcedRace(
            "a submitter joins the line when the others were sent away",
            ForcedScheduleTest::lateWaiter,
            new Bug("G4", "isOpen", 1)),
        new ForcedRace(
            "the only permit comes back before its submitter is in the line",
            ForcedScheduleTest::permitBeforeTheWaiter,
            Bug.without("G5", "grant")),
        new ForcedRace(
            "a granter finds nobody while a waiter finds no permit",
            ForcedScheduleTest::granterFindsNobody,
            Bug.without("G10", "listed")),
        new ForcedRace(
            "an idle entry is popped and expires",
            ForcedScheduleTest::poppedAndExpired,
            new Bug("I2", "compareAndSet", 1)),
        new ForcedRace(
            "a worker goes idle behind the sweeper's look",
            ForcedScheduleTest::idleBehindTheSweeper,
            new Bug("X2", "idle", 0)),
        new ForcedRace(
            "a task is cancelled while a worker takes it",
            ForcedScheduleTest::cancelledAndTaken,
            new Bug("F1", "tryClaim", 1)),
        new ForcedRace(
            "a worker is signalled before it has parked",
            ForcedScheduleTest::signalledBeforeItParks,
            Bug.without("W8", "unpark")),
        new ForcedRace(
            "a worker is called before it is told to rest",
            ForcedScheduleTest::calledBeforeItRests,
            new Bug("W10", "isCalled", 0)),
        new ForcedRace(
            "a surplus worker puts a task back behind a releaser that found none",
            ForcedScheduleTest::taskComesBackBehindAReleaser,
            Bug.without("S18", "wakeReleasers"),
            Bug.without("L10", "wakeReleasers")),
        new ForcedRace(
            "a task that found no worker is cancelled before it is withdrawn",
            ForcedScheduleTest::cancelledAndWithdrawn,
            new Bug("G16", "unmarkQueued", 1)),
        new ForcedRace(
            "a worker closes its group while a task of it is admitted",
            ForcedScheduleTest::groupClosedByItsWorker,
            Bug.without("T4", "dropIfCancelled")),
        new ForcedRace(
            "a worker joins a group before a task of it is queued",
            ForcedScheduleTest::joinBeforeTheTaskIsQueued,
            Bug.without("T6", "tellHelpers")),
        new ForcedRace(
            "a worker joins a group before its submitter blocks for the worker's slot",
            ForcedScheduleTest::joinBeforeTheSubmitterBlocks,
            Bug.without("T5", "tellHelpers")),
        new ForcedRace(
            "a worker joins a group whose submitter is blocked for the worker's slot",
            ForcedScheduleTest::joinBehindABlockedSubmitter,
            Bug.without("T8", "runBy")),
        new ForcedRace(
            "a group is cancelled before its submitter blocks",
            ForcedScheduleTest::cancelledBeforeTheSubmitterBlocks,
            Bug.without("T9", "dropIfCancelled")),
        new ForcedRace(
            "a worker that joins a group is told of a task while it runs another",
            ForcedScheduleTest::toldWhileItRunsAnother,
            new Bug("T12", "isTold", 0)),
        new ForcedRace(
            "a group is closed by who has got all results, while another joins it",
            ForcedScheduleTest::closedWhenAllAreDone,
            new Bug("T11", "areAllDone", 0)),
        new ForcedRace(
            "a task is granted a slot while a worker takes it from its submitter",
            ForcedScheduleTest::grantedAndTakenOver,
            new Bug("G18", "take", 1)),
        new ForcedRace(
            "a submitter whose task was admitted cannot be unparked",
            ForcedScheduleTest::submitterCannotBeUnparked,
            Bug.without("G19", "unparkLater")),
        new ForcedRace(
            "a worker helps a sibling with a task that closes all pools",
            points -> siblingsTaskCloses(points, /* all= */ true),
            new Bug("L11", "held", 0)),
        new ForcedRace(
            "a worker helps a sibling with a task that closes its own pool",
            points -> siblingsTaskCloses(points, /* all= */ false),
            new Bug("L11", "held", 0)),
        new ForcedRace(
            "the only worker cannot be unparked",
            ForcedScheduleTest::cannotBeUnparked,
            Bug.without("W9", "unparkLater")));
  }

  // ---- what the races have in common

  private static final Queue<WorkerPool> POOLS = new ConcurrentLinkedQueue<>();

  private static WorkerPool pool(UnaryOperator<WorkerPool.Builder> settings) {
    WorkerPool pool =
        settings
            .apply(
                WorkerPool.builder("forced")
                    .threads(WorkerThreads.platform())
                    .processors(1)
                    .noIdleExpiry())
            .build();
    POOLS.add(pool);
    return pool;
  }

  /** Those of the twins may never end: their threads are daemons. */
  @AfterEach
  void shutDown() {
    POOLS.forEach(WorkerPool::shutdownNow);
    POOLS.clear();
    log.close();
  }

  private static PoolCore core(WorkerPool pool) {
    return CoreFixture.core(pool);
  }

  /** No worker runs, nobody searches, and there is a task. */
  private static boolean isForgotten(WorkerPool pool) {
    PoolCore core = core(pool);
    return core.queues.hasTask()
        && !core.scheduling.isSearching()
        && core.scheduling.idle() == core.scheduling.workers();
  }

  private static Blocker startBlocker(WorkerPool pool) throws InterruptedException {
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    blocker.awaitStart();
    return blocker;
  }

  /** Runs a task and returns the worker that did. */
  private static Thread run(WorkerPool pool) throws Exception {
    return pool.submit(Thread::currentThread).get();
  }

  private static boolean parksIn(Thread thread, Object blocker) {
    return LockSupport.getBlocker(thread) == blocker;
  }

  // ---- Scheduling

  /** W2 works, W1 is called for A; W2 takes A; W1 finds nothing; B comes; W1 rests. */
  private static Outcome searcherRests(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2));
    Blocker work = startBlocker(pool);
    Thread w1 = run(pool);
    eventually(() -> parksIn(w1, core(pool)));
    AtomicBoolean ranA = new AtomicBoolean();
    Breakpoint signalled = points.at("W8");
    Caller<Void> t1 = Caller.run(() -> pool.execute(() -> ranA.set(true)));
    signalled.awaitReached();
    work.letGo();
    eventually(() -> ranA.get() && pool.idle() == 1);
    Breakpoint onTheStack = points.at("S14", thread -> thread == w1);
    signalled.release();
    t1.result();
    onTheStack.awaitReached();
    AtomicBoolean ranB = new AtomicBoolean();
    pool.execute(() -> ranB.set(true));
    onTheStack.release();
    return new Outcome(ranB::get, () -> isForgotten(pool) && parksIn(w1, core(pool)));
  }

  /** W, called for A, has it; B comes while W is still the searcher; W runs A, which blocks. */
  private static Outcome searcherFindsAnother(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2));
    Breakpoint hasA = points.at("W2");
    Blocker a = new Blocker();
    pool.execute(a);
    hasA.awaitReached();
    AtomicBoolean ranB = new AtomicBoolean();
    pool.execute(() -> ranB.set(true));
    hasA.release();
    a.awaitStart();
    return new Outcome(
        ranB::get, () -> core(pool).queues.hasTask() && !core(pool).scheduling.isSearching());
  }

  /**
   * W1 has A, and W2, called besides, has B; C comes; W1 leaves it to W2, and runs A; W2 runs B.
   */
  private static Outcome searcherLeavesATaskToTheOther(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(3).processors(2));
    Blocker first = startBlocker(pool);
    Blocker second = startBlocker(pool);
    first.letGo();
    second.letGo();
    eventually(() -> CoreFixture.rest(pool, 2));
    Hints.tasksComeOneByOne(pool);
    Breakpoint hasA = points.at("W2");
    Blocker a = new Blocker();
    pool.execute(a);
    hasA.awaitReached();
    Breakpoint hasB = points.at("W2");
    Blocker b = new Blocker();
    pool.execute(b);
    hasB.awaitReached();
    AtomicBoolean ranC = new AtomicBoolean();
    pool.execute(() -> ranC.set(true));
    hasA.release();
    a.awaitStart();
    hasB.release();
    b.awaitStart();
    return new Outcome(
        ranC::get, () -> core(pool).queues.hasTask() && !core(pool).scheduling.isSearching());
  }

  /** W found nothing and is about to leave; B comes, and the only worker is W; W leaves. */
  private static Outcome workerLeaves(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).maxIdle(0));
    Breakpoint leaving = points.at("S11");
    pool.execute(() -> {});
    leaving.awaitReached();
    AtomicBoolean ranB = new AtomicBoolean();
    pool.execute(() -> ranB.set(true));
    leaving.release();
    return new Outcome(ranB::get, () -> isForgotten(pool) && core(pool).scheduling.workers() == 0);
  }

  /** T1 has queued A; W takes and runs it; the pool ends; T1 looks whether to start a worker. */
  private static Outcome lateStart(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).maxIdle(0));
    Queued t1 = queuedAndRunByAnother(pool, points);
    pool.shutdown();
    eventually(pool::isTerminated);
    t1.at().release();
    t1.submitter().result();
    return new Outcome(
        () -> pool.stats().spawned() == 1 && pool.isTerminated(),
        () -> pool.stats().spawned() == 2);
  }

  private record Queued(Caller<Void> submitter, Breakpoint at) {}

  /** A submitter at S1, whose task another worker has run, which then has left. */
  private static Queued queuedAndRunByAnother(WorkerPool pool, Breakpoints points)
      throws Exception {
    Blocker work = startBlocker(pool);
    AtomicBoolean ran = new AtomicBoolean();
    Breakpoint at = points.at("S1");
    Caller<Void> submitter = Caller.run(() -> pool.execute(() -> ran.set(true)));
    at.awaitReached();
    work.letGo();
    eventually( // it looks for the end of the pool when it counts no more
        () -> ran.get() && core(pool).scheduling.workers() == 0 && core(pool).crew.isGone());
    return new Queued(submitter, at);
  }

  /** T2 sees no worker; T1 counts one, sees no end, and starts it; T2 ends the pool. */
  private static Outcome startBetweenTheLooks(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).maxIdle(0));
    Queued t1 = queuedAndRunByAnother(pool, points);
    Breakpoint looked = points.at("L9");
    Caller<Void> t2 = Caller.run(pool::shutdown);
    looked.awaitReached();
    Breakpoint born = points.at("W1");
    t1.at().release();
    born.awaitReached();
    looked.release();
    t2.result();
    boolean ended = core(pool).lifecycle.isEnding();
    born.release();
    t1.submitter().result();
    return new Outcome(() -> !ended && pool.isTerminated(), () -> ended);
  }

  /**
   * T2 counts a worker; T1 is ending, and sees it; T2 sees T1 ending, uncounts the worker, and
   * leaves the end to T1; T1 takes it back.
   */
  private static Outcome endTakenBack(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).maxIdle(0));
    Queued t2 = queuedAndRunByAnother(pool, points);
    Breakpoint nothingLeft = points.at("L9");
    Caller<Void> t1 = Caller.run(pool::shutdown);
    nothingLeft.awaitReached();
    Breakpoint counted = points.at("S7");
    t2.at().release();
    counted.awaitReached();
    Breakpoint seen = points.at("L12");
    nothingLeft.release();
    seen.awaitReached();
    counted.release();
    t2.submitter().result();
    seen.release();
    t1.result();
    return new Outcome(
        pool::isTerminated,
        () ->
            !core(pool).lifecycle.isEnding()
                && core(pool).scheduling.workers() == 0
                && core(pool).permits.noneInFlight());
  }

  /**
   * W1 found nothing; the pool shrinks; W2 puts B back, finds nobody to call, and leaves; W1 rests.
   */
  private static Outcome taskComesBackBehindAnIdler(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(4));
    Blocker first = startBlocker(pool);
    Blocker second = startBlocker(pool);
    Breakpoint foundNothing = points.at("S13");
    first.letGo();
    Thread w1 = foundNothing.awaitReached();
    AtomicBoolean ranB = new AtomicBoolean();
    pool.execute(() -> ranB.set(true));
    Breakpoint hasB = points.at("W1", thread -> thread != w1);
    second.letGo();
    Thread w2 = hasB.awaitReached();
    pool.resize(1);
    hasB.release();
    eventually(() -> core(pool).scheduling.workers() == 1 && !w2.isAlive());
    foundNothing.release();
    return new Outcome(ranB::get, () -> isForgotten(pool) && parksIn(w1, core(pool)));
  }

  /**
   * W1 takes half of the other processor's tasks; W2 runs the rest, finds nothing, and rests; the
   * first of W1's blocks.
   */
  private static Outcome thiefHasTasksInHand(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.processors(2).capacity(2).queueCapacity(254));
    Blocker workOfW1 = startBlocker(pool);
    Worker w1 = core(pool).crew.family().iterator().next();
    Blocker workOfW2 = startBlocker(pool);
    Blocker first = new Blocker();
    AtomicInteger ran = new AtomicInteger();
    int others = 80;
    Thread submitter;
    do {
      submitter =
          new Thread(
              () -> {
                pool.execute(first);
                for (int i = 0; i < others; i++) {
                  pool.execute(ran::incrementAndGet);
                }
              });
    } while (core(pool).permits.home(submitter) == w1.home());
    submitter.start();
    submitter.join();
    Breakpoint inHand = points.at("B1", thread -> thread == w1.thread());
    workOfW1.letGo();
    inHand.awaitReached();
    workOfW2.letGo();
    eventually(() -> pool.idle() == 1 && parksIn(other(pool, w1.thread()), core(pool)));
    int ranByW2 = ran.get();
    assertTrue(ranByW2 < others);
    inHand.release();
    first.awaitStart();
    return new Outcome(
        () -> ran.get() == others, () -> isForgottenButFor(first, pool) && ran.get() == ranByW2);
  }

  /**
   * One worker is in a task that it never leaves, all others rest, nobody searches, and there is a
   * task.
   */
  private static boolean isForgottenButFor(Blocker running, WorkerPool pool) {
    PoolCore core = core(pool);
    return running.hasStarted()
        && core.queues.hasTask()
        && !core.scheduling.isSearching()
        && core.scheduling.idle() == core.scheduling.workers() - 1;
  }

  /** Threads that cannot be started for as long as somebody wishes. */
  private static WorkerThreads failing(AtomicBoolean fails) {
    return WorkerThreads.of(
        task -> {
          if (fails.get()) {
            throw new IllegalStateException("planned");
          }
          return Thread.ofPlatform().daemon().unstarted(task);
        });
  }

  /**
   * T1 is about to start the only worker for A; T2 leaves B to it; that worker cannot be started,
   * and T1 takes all out of the queue to find A; W is started for C, and rests; T1 puts B back.
   */
  private static Outcome submitterHasTasksInHand(Breakpoints points) throws Exception {
    AtomicBoolean fails = new AtomicBoolean(true);
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(2).threads(failing(fails)));
    Breakpoint starting = points.at("S8");
    Caller<Void> t1 = Caller.run(() -> pool.execute(() -> {}));
    starting.awaitReached();
    AtomicBoolean ranB = new AtomicBoolean();
    pool.execute(() -> ranB.set(true));
    Breakpoint inHand = points.at("B2");
    starting.release();
    inHand.awaitReached();
    fails.set(false);
    Thread w = run(pool);
    eventually(() -> pool.idle() == 1 && parksIn(w, core(pool)));
    inHand.release();
    t1.failure(IllegalStateException.class);
    return new Outcome(ranB::get, () -> isForgotten(pool) && parksIn(w, core(pool)));
  }

  /** W, the only worker, found nothing; A comes, and no other may be started; W's loop fails. */
  private static Outcome loopFails(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Breakpoint foundNothing = points.at("W6");
    run(pool);
    foundNothing.awaitReached();
    AtomicBoolean ranA = new AtomicBoolean();
    pool.execute(() -> ranA.set(true));
    points.failAt("W6");
    foundNothing.release();
    return new Outcome(ranA::get, () -> isForgotten(pool) && core(pool).scheduling.workers() == 0);
  }

  /**
   * T is about to start a worker; X is blocked; W takes A, whose predecessor's permit is free now,
   * and leaves X to the worker that T starts; A blocks; the worker cannot be started.
   */
  private static Outcome waiterLeftToASearchInVain(Breakpoints points) throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(2).threads(failing(fails)));
    Blocker work = startBlocker(pool);
    Breakpoint role = points.at("S3");
    Blocker a = new Blocker();
    Caller<Void> t = Caller.run(() -> pool.execute(a));
    role.awaitReached();
    pool.execute(() -> {});
    pool.execute(() -> {});
    Caller<Void> x = Caller.run(() -> pool.execute(() -> {}));
    eventually(() -> parksIn(x.thread(), core(pool)));
    work.letGo();
    a.awaitStart();
    fails.set(true);
    role.release();
    t.result();
    return new Outcome(
        x::isDone,
        () ->
            isForgottenButFor(a, pool)
                && core(pool).permits.free() == 1
                && parksIn(x.thread(), core(pool)));
  }

  // ---- Gate

  /** Submits, and notes whether that was refused. */
  private static Caller<Void> submitter(WorkerPool pool, Runnable task, AtomicInteger refused) {
    return Caller.run(
        () -> {
          try {
            pool.execute(task);
          } catch (PoolClosedException e) {
            refused.incrementAndGet();
          }
        });
  }

  /** T1 sees an open pool; the pool is shut down, and ends; T1 takes a permit. */
  private static Outcome latePermit(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Breakpoint open = points.at("G1");
    AtomicInteger refused = new AtomicInteger();
    Caller<Void> t1 = submitter(pool, () -> {}, refused);
    open.awaitReached();
    pool.shutdown();
    assertTrue(pool.isTerminated());
    open.release();
    t1.result();
    return new Outcome(
        () -> refused.get() == 1 && core(pool).permits.noneInFlight(),
        () -> refused.get() == 0 && isForgotten(pool));
  }

  /** T1 sees an open pool; it is shut down, all waiters are sent away; T1 gets into the line. */
  private static Outcome lateWaiter(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Blocker running = startBlocker(pool);
    Breakpoint open = points.at("G1");
    AtomicInteger refused = new AtomicInteger();
    Caller<Void> t1 = submitter(pool, () -> {}, refused);
    open.awaitReached();
    pool.shutdown();
    open.release();
    return new Outcome(
        () -> {
          running.letGo();
          return refused.get() == 1 && pool.isTerminated();
        },
        () -> {
          if (parksIn(t1.thread(), core(pool))) {
            running.letGo(); // sooner T1 would find a permit, and put it back
          }
          return core(pool).scheduling.workers() == 0
              && pool.waiting() == 1
              && parksIn(t1.thread(), core(pool));
        });
  }

  /** T1 finds no permit; W gives its back and sees nobody in the line; T1 gets into the line. */
  private static Outcome permitBeforeTheWaiter(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Blocker running = startBlocker(pool);
    Breakpoint refused = points.at("G13");
    AtomicBoolean ran = new AtomicBoolean();
    Caller<Void> t1 = Caller.run(() -> pool.execute(() -> ran.set(true)));
    refused.awaitReached();
    Breakpoint resting = points.at("W7");
    running.letGo();
    resting.awaitReached();
    resting.release();
    refused.release();
    return new Outcome(
        ran::get,
        () ->
            core(pool).permits.free() == 1
                && pool.waiting() == 1
                && parksIn(t1.thread(), core(pool)));
  }

  /**
   * T1 has counted itself as waiting; G, a worker that rests, takes the permit for it and finds
   * nobody; T1 appends itself, finds no permit, and parks; G puts the permit back.
   */
  private static Outcome granterFindsNobody(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Blocker running = startBlocker(pool);
    Breakpoint counted = points.at("G14");
    AtomicBoolean ran = new AtomicBoolean();
    Caller<Void> t1 = Caller.run(() -> pool.execute(() -> ran.set(true)));
    counted.awaitReached();
    Breakpoint foundNobody = points.at("G15");
    running.letGo();
    Thread granter = foundNobody.awaitReached();
    counted.release();
    eventually(() -> parksIn(t1.thread(), core(pool)));
    foundNobody.release();
    return new Outcome(
        ran::get,
        () ->
            core(pool).permits.free() == 1
                && pool.waiting() == 1
                && parksIn(granter, core(pool))
                && parksIn(t1.thread(), core(pool)));
  }

  /** T1's task found no worker and is out of the queue; T2 cancels it; T1 gives its permit back. */
  private static Outcome cancelledAndWithdrawn(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).threads(failing(new AtomicBoolean(true))));
    TaskGroup group = pool.group();
    Breakpoint removed = points.at("G16");
    Caller<Future<?>> t1 = Caller.call(() -> group.submit(() -> {}));
    removed.awaitReached();
    group.cancel();
    removed.release();
    t1.failure(IllegalStateException.class);
    return new Outcome(() -> core(pool).permits.free() == 1, () -> core(pool).permits.free() == 2);
  }

  // ---- the others

  /** T2, the sweeper, has reached the entry; T1 pops and claims it; T2 claims it. */
  private static Outcome poppedAndExpired(Breakpoints points) throws Exception {
    IdleStack<String> idle = new IdleStack<>();
    idle.tryPush("worker", 0, 1);
    Queue<String> expired = new ConcurrentLinkedQueue<>();
    Breakpoint reached = points.at("I2");
    Caller<Void> t2 = Caller.run(() -> idle.expire(0, expired::add));
    reached.awaitReached();
    assertEquals("worker", idle.pop());
    reached.release();
    t2.result();
    return new Outcome(expired::isEmpty, () -> expired.size() == 1);
  }

  /** T, the sweeper, sees nobody idle; W goes idle and sees that a look is due; T ends it. */
  private static Outcome idleBehindTheSweeper(Breakpoints points) throws Exception {
    HandTicker ticker = HandTicker.ofSweeper();
    WorkerPool pool = pool(b -> b.capacity(1).idleExpiry(Duration.ofNanos(100)).ticker(ticker));
    Breakpoint sawNobody = points.at("X1");
    run(pool);
    eventually(() -> pool.idle() == 1);
    ticker.set(100);
    Thread sweeper = sawNobody.awaitReached();
    eventually(() -> pool.stats().retired(WorkerExit.EXPIRED) == 1);
    Thread w = run(pool);
    eventually(() -> pool.idle() == 1 && parksIn(w, core(pool)));
    ticker.set(200);
    sawNobody.release();
    return new Outcome(
        () -> pool.stats().retired(WorkerExit.EXPIRED) == 2,
        () -> pool.idle() == 1 && !isSweeping(sweeper));
  }

  private static boolean isSweeping(Thread sweeper) {
    return Stream.of(sweeper.getStackTrace()).anyMatch(f -> f.getMethodName().equals("sweep"));
  }

  /** T1 has cancelled the task; W takes it from the queue and drops it; T1 claims it. */
  private static Outcome cancelledAndTaken(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    Blocker running = startBlocker(pool);
    Future<?> future = pool.submit(() -> {});
    Breakpoint cancelled = points.at("F1");
    Caller<Boolean> t1 = Caller.call(() -> future.cancel(/* mayInterruptIfRunning= */ false));
    cancelled.awaitReached();
    Breakpoint resting = points.at("W7");
    running.letGo();
    resting.awaitReached();
    cancelled.release();
    t1.result();
    return new Outcome(() -> core(pool).permits.free() == 2, () -> core(pool).permits.free() == 3);
  }

  /** W sees no signal; T takes it off the stack, signals and unparks it; W parks. */
  private static Outcome signalledBeforeItParks(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Breakpoint resting = points.at("W7");
    pool.execute(() -> {});
    Thread w = resting.awaitReached();
    AtomicBoolean ran = new AtomicBoolean();
    pool.execute(() -> ran.set(true));
    eventually(() -> w.getState() == Thread.State.WAITING); // no unpark of the latch is left to it
    resting.release();
    return new Outcome(ran::get, () -> core(pool).queues.hasTask() && parksIn(w, core(pool)));
  }

  /** W has pushed itself onto the stack; A comes and calls it; W runs A and rests then, once. */
  private static Outcome calledBeforeItRests(Breakpoints points) throws Exception {
    EventRecorder recorder = new EventRecorder();
    WorkerPool pool = pool(b -> b.capacity(1).observer(recorder));
    Breakpoint onTheStack = points.at("S14");
    run(pool);
    onTheStack.awaitReached();
    AtomicBoolean ranA = new AtomicBoolean();
    pool.execute(() -> ranA.set(true));
    onTheStack.release();
    return new Outcome(
        () ->
            ranA.get()
                && recorder.all("workerIdle").size() == 1
                && recorder.all("workerReused").isEmpty(),
        () -> recorder.all("workerReused").size() == 1);
  }

  /** W is idle; T takes it off the stack, and has no memory to unpark it; so T's call fails. */
  private static Outcome cannotBeUnparked(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Thread w = run(pool);
    eventually(() -> parksIn(w, core(pool)) && pool.idle() == 1);
    AtomicBoolean ran = new AtomicBoolean();
    points.failUnpark(w);
    assertThrows(OutOfMemoryError.class, () -> pool.execute(() -> ran.set(true)));
    return new Outcome(ran::get, () -> core(pool).queues.hasTask() && parksIn(w, core(pool)));
  }

  private static Thread other(WorkerPool pool, Thread worker) {
    return core(pool).crew.family().stream()
        .map(Worker::thread)
        .filter(thread -> thread != worker)
        .findAny()
        .orElseThrow();
  }

  /**
   * W, the searcher, has A in hand; B comes and relies on W; W hands the search on, and has no
   * memory to unpark the idle V. What W has taken it must run all the same, and B as well.
   */
  @Test
  void taskInHandIsRunAlthoughTheNextWorkerCannotBeUnparked() throws Exception {
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                WorkerPool pool = pool(b -> b.capacity(2));
                Blocker work = startBlocker(pool);
                run(pool);
                work.letGo();
                eventually(() -> CoreFixture.rest(pool, 2));
                Breakpoint hasA = points.at("W2");
                AtomicInteger ran = new AtomicInteger();
                pool.execute(ran::incrementAndGet);
                Thread w = hasA.awaitReached();
                points.failUnpark(other(pool, w));
                pool.execute(ran::incrementAndGet);
                hasA.release();
                eventually(() -> ran.get() == 2);
              }
            });
  }

  /**
   * The pool shrinks while W2 has a task in hand; W1 closes the pool, finds nothing to run, and
   * sleeps; W2 puts its task back and leaves.
   */
  private static Outcome taskComesBackBehindAReleaser(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(4));
    CountDownLatch close = new CountDownLatch(1);
    CountDownLatch inW1 = new CountDownLatch(1);
    Thread[] w1 = new Thread[1];
    pool.execute(
        () -> {
          w1[0] = Thread.currentThread();
          inW1.countDown();
          CoreFixture.pass(close);
          pool.close();
        });
    awaitLatch(inW1);
    Blocker work = startBlocker(pool);
    AtomicBoolean ran = new AtomicBoolean();
    pool.execute(() -> ran.set(true));
    pool.resize(1);
    Breakpoint inHand = points.at("W1", thread -> thread != w1[0]);
    work.letGo();
    inHand.awaitReached();
    close.countDown();
    eventually(() -> parksIn(w1[0], core(pool)));
    inHand.release();
    return new Outcome(
        () -> ran.get() && pool.isTerminated(),
        () ->
            core(pool).queues.hasTask()
                && core(pool).scheduling.workers() == 1
                && parksIn(w1[0], core(pool)));
  }

  /**
   * W of A waits for a task of B, whose worker is busy, and so runs it itself; that closes them.
   */
  private static Outcome siblingsTaskCloses(Breakpoints points, boolean all) throws Exception {
    MultiPool pool =
        MultiPool.builder("forced")
            .pools(2)
            .capacityPerPool(1)
            .each(b -> b.queueCapacity(1).threads(WorkerThreads.platform()))
            .build();
    POOLS.add(pool);
    WorkerPool a = pool.pools().get(0);
    WorkerPool b = pool.pools().get(1);
    Blocker busy = startBlocker(b);
    Breakpoint closing = points.at("L8");
    WorkerPool closed = all ? pool : b;
    AtomicBoolean over = new AtomicBoolean();
    a.execute(
        () -> {
          try {
            b.submit(closed::close).get();
            over.set(true);
          } catch (InterruptedException | ExecutionException e) {
            // the end of the test
          }
        });
    Thread w = closing.awaitReached();
    closing.keepingUnparks().release();
    busy.letGo();
    return new Outcome(
        () -> over.get() && closed.isTerminated(),
        () ->
            core(b).scheduling.workers() == 0
                && parksIn(w, core(a))
                && core(b).permits.inFlight() == 1);
  }

  /** A worker that comes to the group when it is told to. */
  private static final class Member {
    final CountDownLatch goOn = new CountDownLatch(1);
    final CountDownLatch started = new CountDownLatch(1);
    final AtomicBoolean over = new AtomicBoolean();
    volatile Thread thread;

    /** Its task is running when this returns. */
    static Member joining(WorkerPool pool, TaskGroup group) throws InterruptedException {
      Member member = new Member();
      pool.execute(
          () -> {
            member.thread = Thread.currentThread();
            member.started.countDown();
            CoreFixture.pass(member.goOn);
            try {
              group.join();
            } catch (InterruptedException | ExecutionException e) {
              return; // the end of the test
            }
            member.over.set(true);
          });
      awaitLatch(member.started);
      return member;
    }
  }

  /** T has counted its task; W, the only worker, finds nothing to run, and sleeps; T queues it. */
  private static Outcome joinBeforeTheTaskIsQueued(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    TaskGroup group = pool.group();
    Member w = Member.joining(pool, group);
    Breakpoint counted = points.at("G1");
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    counted.awaitReached();
    w.goOn.countDown();
    eventually(() -> parksIn(w.thread, group));
    counted.release();
    t.result();
    return new Outcome(w.over::get, () -> core(pool).queues.hasTask() && parksIn(w.thread, group));
  }

  /** T gets no permit; W, the only worker, finds nothing to run, and sleeps; T blocks. */
  private static Outcome joinBeforeTheSubmitterBlocks(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    TaskGroup group = pool.group();
    Member w = Member.joining(pool, group);
    Breakpoint refused = points.at("G13");
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    refused.awaitReached();
    w.goOn.countDown();
    eventually(() -> parksIn(w.thread, group));
    refused.release();
    return waitForEachOther(pool, group, w, t);
  }

  /** T blocks; W, the only worker, joins. */
  private static Outcome joinBehindABlockedSubmitter(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    TaskGroup group = pool.group();
    Member w = Member.joining(pool, group);
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    eventually(() -> parksIn(t.thread(), core(pool)));
    w.goOn.countDown();
    return waitForEachOther(pool, group, w, t);
  }

  private static Outcome waitForEachOther(
      WorkerPool pool, TaskGroup group, Member w, Caller<Future<?>> t) {
    return new Outcome(
        () -> w.over.get() && t.isDone(),
        () ->
            pool.waiting() == 1
                && parksIn(w.thread, group)
                && parksIn(t.thread(), core(pool))
                && !w.over.get());
  }

  /** T has counted A; W, the only worker, sleeps; B wakes it; in B it is told of A, and parks. */
  private static Outcome toldWhileItRunsAnother(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(2));
    TaskGroup group = pool.group();
    Member w = Member.joining(pool, group);
    Breakpoint counted = points.at("G1");
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    counted.awaitReached();
    w.goOn.countDown();
    eventually(() -> parksIn(w.thread, group));
    Blocker b = new Blocker();
    AtomicBoolean wasLetGo = new AtomicBoolean();
    Future<?> unused =
        group.submit(
            () -> {
              b.run();
              while (!wasLetGo.get()) {
                Thread.onSpinWait();
              }
              LockSupport.parkNanos(1); // whatever unparked it in B does so no more
            });
    b.awaitStart();
    eventually(() -> w.thread.getState() == Thread.State.WAITING); // in B
    counted.release();
    t.result();
    b.letGo();
    wasLetGo.set(true);
    return new Outcome(w.over::get, () -> core(pool).queues.hasTask() && parksIn(w.thread, group));
  }

  /** J joins; the only task is done, and still counts; C has got its result and closes. */
  private static Outcome closedWhenAllAreDone(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    TaskGroup group = pool.group();
    Breakpoint done = points.at("T10");
    Future<?> task = group.submit(() -> {});
    done.awaitReached();
    Caller<TaskGroup> j = Caller.call(group::join);
    eventually(() -> parksIn(j.thread(), group));
    task.get();
    Caller<Void> c = Caller.run(group::close);
    eventually(() -> parksIn(c.thread(), group));
    done.release();
    c.result();
    eventually(j::isDone);
    boolean joined = succeeded(j);
    return new Outcome(() -> joined, () -> !joined);
  }

  private static boolean succeeded(Caller<?> caller) throws Exception {
    try {
      caller.result();
      return true;
    } catch (ExecutionException e) {
      assertEquals(CancellationException.class, e.getCause().getClass());
      return false;
    }
  }

  /** T gets no permit; the group is cancelled, and T's task found in nobody's hands; T blocks. */
  private static Outcome cancelledBeforeTheSubmitterBlocks(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    TaskGroup group = pool.group();
    startBlocker(pool);
    Breakpoint refused = points.at("G13");
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    refused.awaitReached();
    group.cancel();
    refused.release();
    return new Outcome(
        () -> t.isDone() && pool.waiting() == 0,
        () -> pool.waiting() == 1 && parksIn(t.thread(), core(pool)));
  }

  /**
   * W1 joins and sees that T carries a task; W2, whose own has ended, has claimed T; W1 takes it.
   */
  private static Outcome grantedAndTakenOver(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2));
    TaskGroup group = pool.group();
    Member w1 = Member.joining(pool, group);
    Blocker work = startBlocker(pool);
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    eventually(() -> parksIn(t.thread(), core(pool)));
    Breakpoint seen = points.at("G18");
    w1.goOn.countDown();
    seen.awaitReached();
    Breakpoint claimed = points.at("G15");
    work.letGo();
    claimed.awaitReached();
    seen.release();
    eventually(() -> w1.over.get() || parksIn(w1.thread, group));
    claimed.release();
    t.result();
    return new Outcome(
        () -> w1.over.get() && pool.stats().completed() == 3, () -> pool.stats().completed() == 4);
  }

  /** T is blocked; its task gets a slot; who gave it has no memory to unpark T. */
  private static Outcome submitterCannotBeUnparked(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    Blocker work = startBlocker(pool);
    AtomicBoolean ran = new AtomicBoolean();
    Caller<Void> t = Caller.run(() -> pool.execute(() -> ran.set(true)));
    eventually(() -> parksIn(t.thread(), core(pool)));
    points.failUnpark(t.thread());
    work.letGo();
    eventually(() -> ran.get() && pool.running() == 0);
    return new Outcome(t::isDone, () -> parksIn(t.thread(), core(pool)));
  }

  /** T submits a task to the group; W, the only worker, cancels the group; T's is admitted. */
  private static Outcome groupClosedByItsWorker(Breakpoints points) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    TaskGroup group = pool.group();
    CountDownLatch close = new CountDownLatch(1);
    CountDownLatch inW = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    Thread[] w = new Thread[1];
    pool.execute(
        () -> {
          w[0] = Thread.currentThread();
          inW.countDown();
          CoreFixture.pass(close);
          group.close();
          closed.set(true);
        });
    awaitLatch(inW);
    Breakpoint submitting = points.at("G1");
    Caller<Future<?>> t = Caller.call(() -> group.submit(() -> {}));
    submitting.awaitReached();
    close.countDown();
    eventually(() -> parksIn(w[0], group));
    submitting.release();
    t.result();
    return new Outcome(closed::get, () -> core(pool).queues.hasTask() && parksIn(w[0], group));
  }
}
