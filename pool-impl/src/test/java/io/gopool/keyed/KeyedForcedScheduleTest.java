package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.KeyedPools;
import io.gopool.TaskGroup;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.HandTicker;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.ForcedRace;
import io.gopool.schedule.ForcedRace.Outcome;
import io.gopool.schedule.ForcedRaces;
import io.gopool.schedule.Weaver.Bug;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/**
 * The interleavings that the comments argue about, each forced step by step, and the same in twins,
 * as in the pool's {@code ForcedScheduleTest}. In all the group is of key "g".
 */
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class KeyedForcedScheduleTest extends ForcedRaces {

  static Stream<ForcedRace> races() {
    return Stream.of(
        new ForcedRace(
            "a task joins a group before a task of it is queued",
            KeyedForcedScheduleTest::joinBeforeTheTaskIsQueued,
            Bug.without("K7", "tellHelpers")),
        new ForcedRace(
            "a task joins a group, and runs another of it, before a task of it is queued",
            KeyedForcedScheduleTest::toldWhileItRunsAnother,
            Bug.without("K7", "tellHelpers")),
        new ForcedRace(
            "a task joins a group before its submitter blocks for the task's slot",
            KeyedForcedScheduleTest::joinBeforeTheSubmitterBlocks,
            Bug.without("K13", "tellHelpers")),
        new ForcedRace(
            "a task joins a group whose submitter is blocked for the task's slot",
            KeyedForcedScheduleTest::joinBehindABlockedSubmitter,
            new Bug("K11", "isFree", 0)),
        new ForcedRace(
            "a task joins a group before another that submits to it waits for the task's slot",
            KeyedForcedScheduleTest::joinBeforeATaskBlocks,
            Bug.without("K13", "tellHelpers")),
        new ForcedRace(
            "a group is cancelled before its submitter blocks",
            KeyedForcedScheduleTest::cancelledBeforeTheSubmitterBlocks,
            Bug.without("K12", "dropIfCancelled")),
        new ForcedRace(
            "a group is cancelled while a task of it is admitted",
            KeyedForcedScheduleTest::cancelledBeforeItIsQueued,
            Bug.without("K6", "dropIfCancelled")),
        new ForcedRace(
            "a task is granted a slot while another takes it from its submitter",
            KeyedForcedScheduleTest::grantedAndTakenOver,
            new Bug("K11", "isFree", 1)),
        new ForcedRace(
            "a submitter gives up while a task takes its own from it",
            KeyedForcedScheduleTest::givenUpAndTakenOver,
            new Bug("K11", "isFree", 1)),
        new ForcedRace(
            "a group is closed whose tasks are done but have not told their ends",
            KeyedForcedScheduleTest::closedBeforeTheEndIsTold,
            new Bug("K9", "areAllDone", 0)),
        new ForcedRace(
            "no worker can be sent with a task of the group",
            KeyedForcedScheduleTest::cannotBeStarted,
            Bug.without("K15", "ended")),
        new ForcedRace(
            "a worker comes with a task after its submitter was told that none could be called",
            KeyedForcedScheduleTest::comesTooLate,
            new Bug("K20", "tryTake", 1)),
        new ForcedRace(
            "another worker comes with a task before its submitter is told so",
            KeyedForcedScheduleTest::comesAllTheSame,
            new Bug("K19", "tryWithdraw", 1)),
        new ForcedRace(
            "a worker comes with a task after another that waits for it has run it",
            KeyedForcedScheduleTest::comesAfterItWasTakenOver,
            new Bug("K20", "tryTake", 1)),
        new ForcedRace(
            "the same, and the worker had the task from the end of its last one",
            KeyedForcedScheduleTest::goesOnAfterItWasTakenOver,
            new Bug("K23", "tryTake", 1)),
        new ForcedRace(
            "a worker comes with a task that is too deep after the one that waits has run it",
            KeyedForcedScheduleTest::comesTooLateForARelay,
            new Bug("K21", "tryTake", 1)),
        new ForcedRace(
            "a blocked submitter whose task is granted a slot cannot be woken",
            KeyedForcedScheduleTest::submitterCannotBeWoken,
            Bug.without("K22", "unparkLater")),
        new ForcedRace(
            "the pools are stopped before a worker is sent with a task",
            KeyedForcedScheduleTest::stoppedBeforeItIsStarted,
            Bug.without("K18", "interruptIfStopping")),
        new ForcedRace(
            "a key comes free before a task of it is queued that is too deep to run",
            KeyedForcedScheduleTest::queuedWhenTheKeyHasComeFree,
            Bug.without("K17", "dispatch")),
        new ForcedRace(
            "the same with a reserve",
            KeyedForcedScheduleTest::queuedWhenAKeyWithAReserveHasComeFree,
            Bug.without("K17", "dispatch")),
        new ForcedRace(
            "a task of a further key comes between the end of a key and who waits for its place",
            KeyedForcedScheduleTest::newcomerDoesNotPassWhoWaitsForAPlace,
            new Bug("K26", "isEmpty", 1)),
        new ForcedRace(
            "two tasks of a key end, and neither knows that it is the last",
            KeyedForcedScheduleTest::keyIsIdleSinceTheLastEnd,
            Bug.without("K28", "stamp")));
  }

  // ---- what the races have in common

  private static final Queue<KeyedPools<String>> POOLS = new ConcurrentLinkedQueue<>();

  private static KeyedPools<String> pools(UnaryOperator<KeyedPools.Builder<String>> settings) {
    KeyedPools<String> pools = settings.apply(KeyedPools.builder("forced")).build();
    POOLS.add(pools);
    return pools;
  }

  /** Those of the twins may never end: their threads are daemons. */
  @AfterEach
  void shutDown() {
    POOLS.forEach(KeyedPools::shutdownNow);
    POOLS.clear();
  }

  private static boolean parksIn(Thread thread, Object blocker) {
    return LockSupport.getBlocker(thread) == blocker;
  }

  private static boolean isBlocked(Thread submitter) {
    return LockSupport.getBlocker(submitter) instanceof Waiter<?>;
  }

  private static Caller<Future<?>> submitting(TaskGroup group) {
    return Caller.call(() -> group.submit(() -> {}));
  }

  /** A task that comes to the group when it is told to. */
  private static final class Member {
    final CountDownLatch goOn = new CountDownLatch(1);
    final CountDownLatch started = new CountDownLatch(1);
    volatile Thread thread;
    volatile boolean over;
    volatile Throwable failure;

    /** It is running when this returns. */
    static Member joining(KeyedPools<String> pools, String key, TaskGroup group)
        throws InterruptedException {
      Member member = new Member();
      pools.execute(
          key,
          () -> {
            member.thread = Thread.currentThread();
            member.started.countDown();
            try {
              awaitLatch(member.goOn);
              group.join();
              member.over = true;
            } catch (Throwable t) {
              member.failure = t;
            }
          });
      awaitLatch(member.started);
      return member;
    }

    void joinsAndParks(TaskGroup group) {
      goOn.countDown();
      eventually(() -> parksIn(thread, group));
    }
  }

  private static Outcome waitForEachOther(
      KeyedPools<String> pools, TaskGroup group, Member w, Thread t) {
    return new Outcome(
        () -> w.over && pools.stats().waiting() == 0,
        () -> pools.stats().waiting() == 1 && parksIn(w.thread, group) && isBlocked(t) && !w.over);
  }

  // ---- a join

  /** T's task is in the list; W, the only worker, finds nothing to run, and sleeps; T queues it. */
  private static Outcome joinBeforeTheTaskIsQueued(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Breakpoint listed = points.at("K5");
    Caller<Future<?>> t = submitting(group);
    listed.awaitReached();
    w.joinsAndParks(group);
    listed.release();
    t.result();
    return new Outcome(() -> w.over, () -> pools.stats().queued() == 1 && parksIn(w.thread, group));
  }

  /**
   * A is running; T's task is in the list; W runs B, which uses up what unparks W; T queues its
   * task meanwhile; B ends, and W waits for A.
   */
  private static Outcome toldWhileItRunsAnother(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2).queueCapacityPerKey(2));
    TaskGroup group = pools.group("g");
    Blocker a = new Blocker();
    group.submit(a);
    a.awaitStart();
    Member w = Member.joining(pools, "g", group);
    Breakpoint listed = points.at("K5");
    Caller<Future<?>> t = submitting(group);
    listed.awaitReached();
    CountDownLatch inB = new CountDownLatch(1);
    CountDownLatch endOfB = new CountDownLatch(1);
    group.submit(
        () -> {
          inB.countDown();
          awaitLatch(endOfB);
          return null;
        });
    w.goOn.countDown();
    awaitLatch(inB);
    listed.release();
    Future<?> submitted = t.result();
    endOfB.countDown();
    return new Outcome(
        submitted::isDone, () -> pools.stats().queued() == 1 && parksIn(w.thread, group));
  }

  /** T gets no slot; W, the only worker, finds nothing to run, and sleeps; T blocks. */
  private static Outcome joinBeforeTheSubmitterBlocks(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Breakpoint refused = points.at("K3");
    Caller<Future<?>> t = submitting(group);
    refused.awaitReached();
    w.joinsAndParks(group);
    refused.release();
    return waitForEachOther(pools, group, w, t.thread());
  }

  /** T blocks; W, the only worker, joins. */
  private static Outcome joinBehindABlockedSubmitter(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Caller<Future<?>> t = submitting(group);
    eventually(() -> isBlocked(t.thread()));
    w.goOn.countDown();
    return waitForEachOther(pools, group, w, t.thread());
  }

  /** T, a task of another key, is about to submit; W finds nothing to run, and sleeps; T blocks. */
  private static Outcome joinBeforeATaskBlocks(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Breakpoint listed = points.at("K5");
    pools.execute("a", () -> group.submit(() -> {}));
    Thread t = listed.awaitReached();
    w.joinsAndParks(group);
    listed.release();
    return waitForEachOther(pools, group, w, t);
  }

  // ---- a cancellation

  /** T gets no slot; the group is cancelled, and T's task found in nobody's hands; T blocks. */
  private static Outcome cancelledBeforeTheSubmitterBlocks(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    pools.execute("g", new Blocker());
    Breakpoint refused = points.at("K3");
    Caller<Future<?>> t = submitting(group);
    refused.awaitReached();
    group.cancel();
    refused.release();
    return new Outcome(
        () -> t.isDone() && pools.stats().waiting() == 0,
        () -> pools.stats().waiting() == 1 && isBlocked(t.thread()));
  }

  /** T's task is in the list; the group is cancelled, and T's task found nowhere; T queues it. */
  private static Outcome cancelledBeforeItIsQueued(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    TaskGroup group = pools.group("g");
    pools.execute("g", new Blocker());
    Breakpoint listed = points.at("K5");
    Caller<Future<?>> t = submitting(group);
    listed.awaitReached();
    group.cancel();
    listed.release();
    t.result();
    return new Outcome(
        () -> pools.stats().queued() == 0 && pools.stats().cancelled() == 1,
        () -> pools.stats().queued() == 1);
  }

  // ---- two who want a job

  /** W joins and sees that T carries a task; a worker whose own has ended grants T its slot. */
  private static Outcome grantedAndTakenOver(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(2));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Blocker work = new Blocker();
    pools.execute("g", work);
    Caller<Future<?>> t = submitting(group);
    eventually(() -> isBlocked(t.thread()));
    Breakpoint seen = points.at("K8");
    w.goOn.countDown();
    seen.awaitReached();
    work.letGo();
    t.result();
    eventually(() -> pools.stats().completed() == 2);
    seen.release();
    return endsOnce(pools, w, 3);
  }

  /** W joins and sees that T carries a task; T is interrupted, and withdraws it. */
  private static Outcome givenUpAndTakenOver(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    TaskGroup group = pools.group("g");
    Member w = Member.joining(pools, "g", group);
    Caller<Future<?>> t = submitting(group);
    eventually(() -> isBlocked(t.thread()));
    Breakpoint seen = points.at("K8");
    w.goOn.countDown();
    seen.awaitReached();
    t.interrupt();
    eventually(t::isDone);
    seen.release();
    return endsOnce(pools, w, 1);
  }

  private static Outcome endsOnce(KeyedPools<String> pools, Member w, int tasks) {
    return new Outcome(
        () -> w.over && pools.stats().completed() == tasks,
        () -> pools.stats().completed() > tasks);
  }

  // ---- a task that is put off

  /** The last task of B ends while W, a task of A, is about to queue another. */
  private static Outcome queuedWhenTheKeyHasComeFree(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    CountDownLatch ran = putOff(points, pools, new Blocker());
    return new Outcome(() -> ran.getCount() == 0, () -> isStuck(pools));
  }

  private static boolean isStuck(KeyedPools<String> pools) {
    return pools.stats("b").queued() == 1 && pools.stats().running() == 0;
  }

  /** The same where B has a slot of its own and may be lent another, and then needs both. */
  private static Outcome queuedWhenAKeyWithAReserveHasComeFree(Breakpoints points)
      throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(2).maxKeys(2).totalCapacity(3).reservedPerKey(1));
    pools.submit("a", () -> {}).get();
    pools.resize("a", 1); // so that its tasks run what they submit to it inline
    CountDownLatch ran = putOff(points, pools, new Blocker(), new Blocker());
    for (int i = 0; i < 2; i++) {
      Caller<Void> unused = Caller.run(() -> pools.execute("b", new Blocker()));
    }
    eventually(
        () -> pools.stats("b").running() + pools.stats("b").waiting() >= 2 && ran.getCount() == 0);
    return new Outcome(
        () -> pools.stats("b").running() == 2 && pools.stats("b").waiting() == 0,
        () -> pools.stats("b").waiting() == 1);
  }

  /**
   * W is too deep to run a task of B, which is full, inline; that comes free; W queues the task.
   */
  private static CountDownLatch putOff(Breakpoints points, KeyedPools<String> pools, Blocker... inB)
      throws Exception {
    for (Blocker blocker : inB) {
      pools.execute("b", blocker);
    }
    Breakpoint refused = points.at("K16");
    CountDownLatch ran = new CountDownLatch(1);
    pools.execute(
        "a", () -> atDepth(pools, Crew.MAX_DEPTH, () -> pools.execute("b", ran::countDown)));
    refused.awaitReached();
    List.of(inB).forEach(Blocker::letGo);
    eventually(() -> pools.stats("b").running() == 0);
    refused.release();
    eventually(() -> pools.stats("a").running() == 0);
    return ran;
  }

  /** Called by the outermost of the tasks, or by one further in. */
  private static void atDepth(KeyedPools<String> pools, int depth, Runnable task) {
    if (depth == 1) {
      task.run();
    } else {
      pools.execute("a", () -> atDepth(pools, depth - 1, task));
    }
  }

  // ---- a close

  /** W has set the future, but not told its end; T, who has seen that, closes the group, joins. */
  private static Outcome closedBeforeTheEndIsTold(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    TaskGroup group = pools.group("g");
    Breakpoint done = points.at("K10");
    Future<Integer> future = group.submit(() -> 1);
    future.get();
    done.awaitReached();
    Caller<Void> closing = Caller.run(group::close).awaitBlocked();
    done.release();
    closing.result();
    Caller<TaskGroup> join = Caller.call(group::join);
    return new Outcome(() -> succeeds(join), () -> join.isDone() && !succeeds(join));
  }

  /** T makes room and has granted it, and has no memory to send a worker with the task. */
  private static Outcome cannotBeStarted(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    TaskGroup group = pools.group("g");
    Blocker work = new Blocker();
    pools.execute("g", work);
    work.awaitStart();
    Future<?> future = group.submit(() -> {});
    points.failAt("K14");
    pools.resize("g", 2);
    Caller<TaskGroup> join = Caller.call(group::join);
    work.letGo();
    return new Outcome(
        join::isDone,
        () ->
            future.isDone()
                && pools.stats().running() == 0
                && LockSupport.getBlocker(join.thread()) != null);
  }

  /** T is blocked; who makes room has no memory to wake it. */
  private static Outcome submitterCannotBeWoken(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker work = new Blocker();
    pools.execute("g", work);
    work.awaitStart();
    AtomicBoolean ran = new AtomicBoolean();
    Caller<Boolean> t =
        Caller.call(() -> pools.tryExecute("g", () -> ran.set(true), Duration.ofDays(1)));
    eventually(() -> isBlocked(t.thread()));
    points.failUnpark(t.thread());
    pools.resize("g", 2);
    return new Outcome(
        () -> succeeds(t) && ran.get(),
        () -> isBlocked(t.thread()) && ran.get() && pools.stats().running() == 1);
  }

  /** W is idle. T queues a task and has no memory to call W, which comes a moment later. */
  private static Outcome comesTooLate(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Thread w = pools.submit("g", Thread::currentThread).get();
    awaitIdle(w);
    Breakpoint came = points.at("K20", w::equals);
    AtomicInteger ran = new AtomicInteger();
    points.failUnpark(w);
    Caller.run(() -> pools.execute("g", ran::incrementAndGet)).failure(OutOfMemoryError.class);
    came.awaitReached();
    came.release();
    return new Outcome(
        () -> ran.get() == 0 && isIdle(w) && pools.stats().running() == 0, () -> ran.get() > 0);
  }

  /** W has come with a task; T, who waits for it, runs it in its own thread. */
  private static Outcome comesAfterItWasTakenOver(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Breakpoint> came = new AtomicReference<>();
    Future<Integer> t =
        pools.submit(
            "h",
            () -> {
              Thread self = Thread.currentThread();
              came.set(points.at("K20", thread -> thread != self));
              Future<Integer> task = pools.submit("g", () -> 1);
              awaitLatch(goOn);
              return task.get();
            });
    eventually(() -> came.get() != null);
    Thread w = came.get().awaitReached();
    goOn.countDown();
    assertEquals(1, t.get());
    came.get().release();
    return new Outcome(
        () -> pools.stats("g").completed() == 1 && isIdle(w) && pools.stats().running() == 0,
        () -> pools.stats("g").completed() > 1);
  }

  /** W's task has ended, and W has the next; T, who waits for that, runs it in its own thread. */
  private static Outcome goesOnAfterItWasTakenOver(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker work = new Blocker();
    pools.execute("g", work);
    work.awaitStart();
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<Integer> t =
        pools.submit(
            "h",
            () -> {
              Future<Integer> task = pools.submit("g", () -> 1);
              queued.countDown();
              awaitLatch(goOn);
              return task.get();
            });
    awaitLatch(queued);
    Breakpoint ended = points.at("K23");
    work.letGo();
    Thread w = ended.awaitReached();
    goOn.countDown();
    assertEquals(1, t.get());
    ended.release();
    return new Outcome(
        () -> pools.stats("g").completed() == 2 && isIdle(w) && pools.stats().running() == 0,
        () -> pools.stats("g").completed() > 2);
  }

  /** W is idle, B busy. T queues a task and has no memory to call W; B takes it; T goes on. */
  private static Outcome comesAllTheSame(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker work = new Blocker();
    pools.execute("h", work);
    work.awaitStart();
    Thread w = pools.submit("g", Thread::currentThread).get();
    awaitIdle(w);
    Breakpoint failed = points.at("W9");
    CountDownLatch ran = new CountDownLatch(1);
    points.failUnpark(w);
    Caller<Boolean> t = Caller.call(() -> pools.tryExecute("g", ran::countDown));
    failed.awaitReached();
    work.letGo();
    awaitLatch(ran);
    failed.release();
    return new Outcome(
        () -> succeeds(t) && pools.stats().running() == 0, () -> t.isDone() && !succeeds(t));
  }

  /** T is in many tasks, W idle. T has no memory to call W for the next, and runs it itself. */
  private static Outcome comesTooLateForARelay(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    CountDownLatch goOn = new CountDownLatch(1);
    Future<?> t =
        pools.submit(
            "g",
            () -> {
              awaitLatch(goOn);
              return nest(pools, Crew.MAX_DEPTH);
            });
    Thread w = pools.submit("h", Thread::currentThread).get();
    awaitIdle(w);
    Breakpoint came = points.at("K21");
    points.failUnpark(w);
    goOn.countDown();
    assertEquals(Crew.MAX_DEPTH, t.get());
    Thread late = came.awaitReached(); // T or W, whoever is idle first
    came.release();
    int tasks = 1 + Crew.MAX_DEPTH;
    return new Outcome(
        () -> pools.stats("g").completed() == tasks && isIdle(late),
        () -> pools.stats("g").completed() > tasks);
  }

  /** Each task waits for the next. */
  private static int nest(KeyedPools<String> pools, int depth) throws Exception {
    return depth == 0 ? 0 : 1 + pools.submit("g", () -> nest(pools, depth - 1)).get();
  }

  private static void awaitIdle(Thread worker) {
    eventually(() -> isIdle(worker));
  }

  private static boolean isIdle(Thread worker) {
    Object blocker = LockSupport.getBlocker(worker);
    return blocker != null && blocker.getClass().getSimpleName().equals("PoolCore");
  }

  /** T makes room and has granted it; the pools are stopped; T sends a worker with the task. */
  private static Outcome stoppedBeforeItIsStarted(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker work = new Blocker();
    pools.execute("g", work);
    work.awaitStart();
    AtomicBoolean interrupted = new AtomicBoolean();
    Future<?> future =
        pools.submit("g", () -> interrupted.set(Thread.currentThread().isInterrupted()));
    Breakpoint granted = points.at("K14");
    Caller<Boolean> t = Caller.call(() -> pools.resize("g", 2));
    granted.awaitReached();
    assertEquals(List.of(), pools.shutdownNow());
    granted.release();
    t.result();
    eventually(future::isDone);
    return new Outcome(interrupted::get, () -> !interrupted.get());
  }

  // ---- keys

  /** T waits for a place; the task of the only key has ended, and W has yet to look at T. */
  private static Outcome newcomerDoesNotPassWhoWaitsForAPlace(Breakpoints points) throws Exception {
    KeyedPools<String> pools = pools(b -> b.maxKeys(1));
    Blocker work = new Blocker();
    pools.execute("a", work);
    work.awaitStart();
    Caller<Boolean> t = Caller.call(() -> pools.tryExecute("b", () -> {}, Duration.ofDays(1)));
    eventually(() -> isBlocked(t.thread()));
    Breakpoint idle = points.at("K25");
    work.letGo();
    idle.awaitReached();
    boolean passed = pools.tryExecute("c", () -> {});
    idle.release();
    t.result();
    return new Outcome(() -> !passed, () -> passed);
  }

  /** Two tasks run; each sees both; one ends, and after a while the other. */
  private static Outcome keyIsIdleSinceTheLastEnd(Breakpoints points) throws Exception {
    HandTicker ticker = HandTicker.ofIdleKeys();
    KeyedPools<String> pools = pools(b -> b.idleExpiry(Duration.ofSeconds(60)).ticker(ticker));
    Blocker first = new Blocker();
    Blocker second = new Blocker();
    pools.execute("a", first);
    pools.execute("a", second);
    first.awaitStart();
    second.awaitStart();
    Breakpoint looked = points.at("K27");
    second.letGo();
    looked.awaitReached();
    first.letGo();
    eventually(() -> pools.stats("a").running() == 1);
    ticker.advance(Duration.ofSeconds(59));
    looked.release();
    eventually(() -> pools.stats("a").running() == 0);
    ticker.advance(Duration.ofSeconds(2));
    int looks = ticker.looks();
    eventually(() -> ticker.looks() > looks + 2 || pools.keys().isEmpty());
    boolean stays = pools.keys().contains("a");
    return new Outcome(() -> stays, () -> !stays);
  }

  private static boolean succeeds(Caller<?> call) {
    try {
      return call.isDone() && call.result() != null;
    } catch (Exception e) {
      return false;
    }
  }
}
