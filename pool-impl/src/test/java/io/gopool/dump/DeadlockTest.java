package io.gopool.dump;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.MultiPool;
import io.gopool.PoolDump;
import io.gopool.PoolDump.Deadlock;
import io.gopool.PoolDump.Link;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import io.gopool.core.CoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** Tasks that wait for each other through the pool, and are named by a dump. */
@OnEachKind
class DeadlockTest extends CoreFixture {

  /** Submits n tasks, each of which, once all have started, waits for the next. */
  private static List<Future<?>> circle(WorkerPool pool, int n) {
    AtomicReferenceArray<Future<?>> futures = new AtomicReferenceArray<>(n);
    CountDownLatch started = new CountDownLatch(n);
    CountDownLatch known = new CountDownLatch(1);
    for (int i = 0; i < n; i++) {
      int next = (i + 1) % n;
      futures.set(
          i,
          pool.submit(
              () -> {
                started.countDown();
                awaitLatch(started);
                awaitLatch(known);
                return futures.get(next).get();
              }));
    }
    known.countDown();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(futures.get(i));
    }
    return all;
  }

  private static Deadlock only(WorkerPool pool) {
    AtomicReference<List<Deadlock>> found = new AtomicReference<>(List.of());
    eventually(
        () -> {
          found.set(pool.dump().deadlocks());
          return !found.get().isEmpty();
        });
    assertEquals(1, found.get().size());
    return found.get().getFirst();
  }

  private static void assertIsNamed(WorkerPool pool, int n) {
    Deadlock deadlock = only(pool);
    assertEquals(n, deadlock.links().size());
    assertEquals(n, deadlock.links().stream().map(Link::threadId).distinct().count());
    assertFalse(deadlock.links().stream().anyMatch(Link::timed));
    String text = pool.dump().text();
    assertTrue(text.contains("deadlock: " + n + " task(s) wait for each other"), text);
    Link first = deadlock.links().getFirst();
    assertTrue(text.contains("\" on \"" + first.thread() + "\" #" + first.threadId()), text);
  }

  @Test
  void twoThatWaitForEachOtherAreNamed() {
    WorkerPool pool = pool(2);
    List<Future<?>> futures = circle(pool, 2);
    assertIsNamed(pool, 2);
    futures.getFirst().cancel(true);
    eventually(() -> futures.getLast().isDone());
    eventually(() -> pool.dump().deadlocks().isEmpty());
  }

  @Test
  void circleIsNamedAlthoughOthersRun() throws Exception {
    WorkerPool pool = pool(5);
    startBlocker(pool);
    List<Future<?>> futures = circle(pool, 3);
    assertIsNamed(pool, 3);
    futures.forEach(f -> f.cancel(true));
  }

  @Test
  void twoCirclesAreNamed() {
    WorkerPool pool = pool(6);
    List<Future<?>> futures = new ArrayList<>(circle(pool, 2));
    futures.addAll(circle(pool, 3));
    eventually(() -> pool.dump().deadlocks().size() == 2);
    futures.forEach(f -> f.cancel(true));
  }

  @Test
  void taskThatWaitsForItselfIsNamed() {
    WorkerPool pool = pool(2);
    List<Future<?>> futures = circle(pool, 1);
    assertIsNamed(pool, 1);
    futures.getFirst().cancel(true);
  }

  @Test
  void deadlockedWorkersAreListedFirst() throws Exception {
    WorkerPool pool = pool(20);
    for (int i = 0; i < 10; i++) {
      startBlocker(pool);
    }
    List<Future<?>> futures = circle(pool, 2);
    eventually(() -> !pool.dump().deadlocks().isEmpty());
    PoolDump dump = pool.dump();
    List<Long> threads = dump.running().stream().map(r -> r.thread().id()).toList();
    List<Long> links = dump.deadlocks().getFirst().links().stream().map(Link::threadId).toList();
    assertTrue(threads.subList(0, 2).containsAll(links), () -> threads + " " + links);
    futures.forEach(f -> f.cancel(true));
  }

  @Test
  void timedWaitSaysSo() throws Exception {
    WorkerPool pool = pool(1);
    CountDownLatch known = new CountDownLatch(1);
    AtomicReferenceArray<Future<?>> self = new AtomicReferenceArray<>(1);
    self.set(
        0,
        pool.submit(
            () -> {
              awaitLatch(known);
              return self.get(0).get(1, TimeUnit.HOURS);
            }));
    known.countDown();
    assertTrue(only(pool).links().getFirst().timed());
    self.get(0).cancel(true);
  }

  @Test
  void joinOfTheGroupThatTheTaskIsInIsNamed() throws Exception {
    WorkerPool pool = pool(2);
    TaskGroup group = pool.group();
    Future<?> member = group.submit(() -> group.join());
    Link link = only(pool).links().getFirst();
    assertEquals("a group of 1 task(s)", link.waitsFor());
    group.close();
    assertTrue(member.isCancelled());
  }

  /**
   * Starts invokeAny in a task of a pool of three. The last task finds the pool full, so the caller
   * runs it inline, and it fails once the two others have been started: so the caller runs none of
   * these and waits for both.
   *
   * @param second the other besides one that waits for the caller; null for one more of these
   */
  private static Future<?> invokeAny(WorkerPool pool, Callable<Object> second) throws Exception {
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(2);
    AtomicReferenceArray<Future<?>> caller = new AtomicReferenceArray<>(1);
    Callable<Object> failing =
        () -> {
          awaitLatch(started);
          throw new IllegalStateException("planned");
        };
    Callable<Object> waiting =
        () -> {
          started.countDown();
          return caller.get(0).get();
        };
    Callable<Object> other =
        () -> {
          started.countDown();
          return second.call();
        };
    caller.set(
        0,
        pool.submit(
            () -> {
              awaitLatch(known);
              return pool.invokeAny(List.of(waiting, second == null ? waiting : other, failing));
            }));
    known.countDown();
    return caller.get(0);
  }

  @Test
  void invokeAnyWhoseTasksAllWaitForItsCallerIsNamed() throws Exception {
    WorkerPool pool = pool(3);
    Future<?> caller = invokeAny(pool, null);
    Deadlock deadlock = only(pool);
    assertEquals(2, deadlock.links().size());
    assertTrue(
        deadlock.links().stream().anyMatch(l -> l.waitsFor().equals("the first of 2 task(s)")),
        deadlock::toString);
    caller.cancel(true);
  }

  @Test
  void invokeAnyOfWhichOneMayEndIsNoDeadlock() throws Exception {
    WorkerPool pool = pool(3);
    Blocker free = blocker();
    Future<?> caller = invokeAny(pool, free.returning("free"));
    free.awaitStart();
    eventually(() -> pool.dump().running().stream().filter(r -> r.waitsFor() != null).count() == 2);
    assertEquals(List.of(), pool.dump().deadlocks());
    free.letGo();
    assertEquals("free", caller.get());
  }

  @Test
  void chainToATaskThatTheLatchHoldsIsNoDeadlock() throws Exception {
    WorkerPool pool = pool(2);
    Blocker last = blocker();
    Future<?> awaited = pool.submit(last);
    last.awaitStart();
    Future<?> waiting = pool.submit(() -> awaited.get());
    eventually(() -> pool.dump().saturation() != null);
    PoolDump dump = pool.dump();
    assertEquals(List.of(), dump.deadlocks());
    assertEquals(2, dump.saturation().workers());
    assertEquals(
        List.of("io.gopool.core.PoolFuture.get", "java.util.concurrent.CountDownLatch.await"),
        dump.saturation().places().stream().map(PoolDump.Place::in).sorted().toList());
    assertEquals(1, dump.running().stream().filter(r -> r.waitsFor() != null).count());
    last.letGo();
    waiting.get();
  }

  @Test
  void circleThroughTwoPoolsOfOneMultiPoolIsNamed() {
    MultiPool pool =
        track(
            MultiPool.builder("multi-" + kind)
                .pools(2)
                .capacityPerPool(1)
                .each(b -> b.threads(kind.threads()))
                .build());
    List<Future<?>> futures = circle(pool, 2);
    assertIsNamed(pool, 2);
    assertEquals(2, pool.dump().running().size());
    assertEquals(1, pool.pools().getFirst().dump().running().size());
    assertEquals(1, pool.pools().getFirst().dump().deadlocks().size());
    futures.getFirst().cancel(true);
    eventually(() -> futures.getLast().isDone());
    assertThrows(CancellationException.class, () -> futures.getFirst().get());
  }

  /** The second task runs inline, and ends when the first was started elsewhere. */
  @Test
  void invokeAllWhoseTaskWaitsForItsCallerIsNamed() {
    WorkerPool pool = pool(2);
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    AtomicReferenceArray<Future<?>> caller = new AtomicReferenceArray<>(1);
    Callable<Object> waiting =
        () -> {
          started.countDown();
          return caller.get(0).get();
        };
    Callable<Object> inline =
        () -> {
          awaitLatch(started);
          return "inline";
        };
    caller.set(
        0,
        pool.submit(
            () -> {
              awaitLatch(known);
              return pool.invokeAll(List.of(waiting, inline));
            }));
    known.countDown();
    assertIsNamed(pool, 2);
    caller.get(0).cancel(true);
  }
}
