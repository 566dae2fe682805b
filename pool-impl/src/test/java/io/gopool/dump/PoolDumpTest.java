package io.gopool.dump;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.NamedTask;
import io.gopool.PoolDump;
import io.gopool.PoolDump.Running;
import io.gopool.PoolObserver;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.core.CoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a dump lists. */
@OnEachKind
class PoolDumpTest extends CoreFixture {

  private static List<String> methods(PoolDump.Stack stack) {
    return stack.frames().stream().map(f -> f.getClassName() + '.' + f.getMethodName()).toList();
  }

  private static final class Queued implements Runnable {
    @Override
    public void run() {}
  }

  @Test
  void freshPoolHasNothing() {
    PoolDump dump = pool(2).dump();
    assertEquals(List.of(), dump.running());
    assertEquals(List.of(), dump.queued());
    assertEquals(List.of(), dump.submitters());
    assertEquals(List.of(), dump.deadlocks());
    assertNull(dump.saturation());
  }

  @Test
  void runningTaskIsListedWithItsThreadAndStack() throws Exception {
    WorkerPool pool = pool(2);
    startBlocker(pool);
    eventually(() -> pool.dump().running().getFirst().thread().state() == Thread.State.WAITING);
    Running running = pool.dump().running().getFirst();
    assertEquals(Blocker.class.getName(), running.task());
    assertEquals(List.of(), running.within());
    assertNull(running.since());
    assertNull(running.waitsFor());
    assertTrue(running.thread().name().startsWith(pool.name()), running.thread().name());
    List<String> methods = methods(running.thread());
    assertTrue(methods.contains(Blocker.class.getName() + ".run"), methods::toString);
    assertEquals(Blocker.class.getName() + ".run", methods.getLast(), "the pool's frames are cut");
  }

  @Test
  void idleWorkerIsInNothing() throws Exception {
    WorkerPool pool = pool(1);
    pool.submit(() -> {}).get();
    eventually(() -> pool.idle() == 1);
    assertEquals(List.of(), pool.dump().running());
  }

  @Test
  void queuedTasksAreListedAndTheRestIsCounted() throws Exception {
    int n = PoolDump.MAX_ENTRIES + 50;
    WorkerPool pool = pool(1, /* queueCapacity= */ n);
    Blocker running = startBlocker(pool);
    IntStream.range(0, n).forEach(i -> pool.execute(new Queued()));
    PoolDump dump = pool.dump();
    assertEquals(PoolDump.MAX_ENTRIES, dump.queued().size());
    assertEquals(50, dump.moreQueued());
    assertTrue(dump.queued().stream().allMatch(q -> q.task().equals(Queued.class.getName())));
    assertEquals(n, pool.queued(), "nothing was taken");
    running.letGo();
  }

  @Test
  void cancelledTaskIsNotQueued() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 5);
    startBlocker(pool);
    pool.submit(new Queued()).cancel(false);
    assertEquals(List.of(), pool.dump().queued());
  }

  @Test
  void blockedSubmittersAreListedTheLongestWaitingFirst() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    Caller<Void> first = blockedSubmitter(pool, new Queued());
    Caller<Void> second = blockedSubmitter(pool, () -> {});
    PoolDump dump = pool.dump();
    assertEquals(2, dump.submitters().size());
    PoolDump.Submitter longest = dump.submitters().getFirst();
    assertEquals(Queued.class.getName(), longest.task());
    assertTrue(longest.since().compareTo(dump.submitters().getLast().since()) >= 0);
    assertFalse(longest.since().isNegative());
    List<String> methods = methods(longest.thread());
    assertTrue(methods.contains("io.gopool.core.DefaultWorkerPool.execute"), methods::toString);
    running.letGo();
    first.result();
    second.result();
  }

  @Test
  void taskInsideOfAnotherIsListedWithThatOne() throws Exception {
    WorkerPool pool = pool(1);
    Blocker inner = blocker();
    pool.execute(() -> pool.execute(inner)); // full: inline
    inner.awaitStart();
    Running running = pool.dump().running().getFirst();
    assertEquals(Blocker.class.getName(), running.task());
    assertEquals(1, running.within().size());
    assertTrue(running.within().getFirst().startsWith(PoolDumpTest.class.getName()));
    inner.letGo();
    pool.close();
  }

  @Test
  void outerTaskIsListedAgainWhenTheInnerOneHasEnded() throws Exception {
    WorkerPool pool = pool(1);
    Blocker rest = blocker();
    pool.execute(
        () -> {
          pool.execute(new Queued());
          rest.run();
        });
    rest.awaitStart();
    Running running = pool.dump().running().getFirst();
    assertEquals(List.of(), running.within());
    assertTrue(running.task().startsWith(PoolDumpTest.class.getName()), running.task());
    rest.letGo();
  }

  @Test
  void runningTasksBeyondTheLimitAreCounted() throws Exception {
    int n = PoolDump.MAX_ENTRIES + 3;
    WorkerPool pool = pool(n);
    fill(pool);
    PoolDump dump = pool.dump();
    assertEquals(PoolDump.MAX_ENTRIES, dump.running().size());
    assertEquals(3, dump.moreRunning());
  }

  @Test
  void deepStackIsCut() throws Exception {
    WorkerPool pool = pool(1);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    pool.execute(() -> recurse(200, started, gate));
    awaitLatch(started);
    PoolDump.Stack stack = pool.dump().running().getFirst().thread();
    assertEquals(PoolDump.MAX_FRAMES, stack.frames().size());
    assertTrue(stack.moreFrames() > 100);
    gate.countDown();
  }

  private static void recurse(int depth, CountDownLatch started, CountDownLatch gate) {
    if (depth > 0) {
      recurse(depth - 1, started, gate);
    } else {
      started.countDown();
      pass(gate);
    }
  }

  @Test
  void poolWhoseWorkersAreAllBlockedSaysWhere() throws Exception {
    WorkerPool pool = pool(2);
    fill(pool);
    eventually(() -> pool.dump().saturation() != null);
    PoolDump.Saturation saturation = pool.dump().saturation();
    assertEquals(2, saturation.workers());
    assertEquals(2, saturation.looked());
    assertEquals(1, saturation.places().size());
    PoolDump.Place place = saturation.places().getFirst();
    assertEquals(2, place.workers());
    assertEquals("java.util.concurrent.CountDownLatch.await", place.in());
    assertEquals(Blocker.class.getName(), place.calledFrom().getClassName());
    String text = pool.dump().text();
    assertTrue(
        text.contains("2 in java.util.concurrent.CountDownLatch.await, called from io.gopool"),
        text);
  }

  @Test
  void poolWithAFreeSlotIsNotSaturated() throws Exception {
    WorkerPool pool = pool(2);
    startBlocker(pool);
    eventually(() -> pool.dump().running().getFirst().thread().state() == Thread.State.WAITING);
    assertNull(pool.dump().saturation());
  }

  @Test
  void poolWithAWorkerThatRunsIsNotSaturated() throws Exception {
    WorkerPool pool = pool(2);
    startBlocker(pool);
    PoolDump own = pool.submit(pool::dump).get();
    assertEquals(2, own.running().size());
    assertNull(own.saturation());
  }

  @Test
  void namesAreThoseThatWereGiven() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 3);
    Blocker running = blocker();
    pool.execute("running", running);
    running.awaitStart();
    Future<?> submitted = pool.submit("submitted", () -> {});
    Future<?> failing = pool.submit(new Faulty());
    PoolDump dump = pool.dump();
    assertEquals("running", dump.running().getFirst().task());
    assertEquals("submitted", dump.queued().getFirst().task());
    assertTrue(dump.queued().getLast().task().startsWith("io.gopool.core."), "its name() throws");
    running.letGo();
    submitted.get();
    failing.get();
  }

  private static final class Faulty implements NamedTask {
    @Override
    public String name() {
      throw new IllegalStateException("planned");
    }

    @Override
    public void run() {}
  }

  @Test
  void timesAreKnownWhileSomebodyObserves() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(1).observer(new PoolObserver() {}));
    Blocker first = startBlocker(pool);
    Blocker second = startBlocker(pool);
    pool.execute(new Queued());
    PoolDump dump = pool.dump();
    List<Duration> running = dump.running().stream().map(Running::since).toList();
    assertFalse(running.getFirst().isNegative());
    assertTrue(running.getFirst().compareTo(running.getLast()) >= 0, "the longest running first");
    assertFalse(dump.queued().getFirst().since().isNegative());
    first.letGo();
    second.letGo();
  }

  @Test
  void textHasAllParts() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    Blocker running = startBlocker(pool);
    pool.execute(new Queued());
    Caller<Void> waiting = blockedSubmitter(pool, new Queued());
    PoolDump dump = pool.dump();
    String text = dump.text();
    assertEquals(text, dump.toString());
    for (String part :
        List.of(
            "pool \"" + pool.name() + "\" OPEN capacity=1 running=1",
            "running: 1\n  \"" + Blocker.class.getName() + "\" on \"",
            "      at " + Blocker.class.getName() + ".run(",
            "queued: 1\n  \"" + Queued.class.getName() + "\"\n",
            "waiting to submit: 1\n",
            " s, with \"" + Queued.class.getName() + "\"\n")) {
      assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
    running.letGo();
    waiting.result();
  }

  @Test
  void closedPoolCanBeDumped() {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    pool.execute(() -> {});
    pool.close();
    assertNotNull(pool.dump().text());
    assertEquals(List.of(), pool.dump().running());
  }
}
