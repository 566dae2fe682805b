package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** {@code release}: drain, and after some time do not wait any longer. */
@OnEachKind
class ReleaseTest extends CoreFixture {

  private static final Duration LONG = Duration.ofSeconds(PATIENCE_SECONDS);

  @Test
  void trueWhenEverythingRanInTime() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Future<String> queued = pool.submit(() -> "ran");
    Caller<Boolean> releaser = Caller.call(() -> pool.release(LONG)).awaitBlocked();
    assertFalse(releaser.isDone());
    running.letGo();
    assertTrue(releaser.result());
    assertEquals(State.CLOSED, pool.state());
    assertEquals("ran", queued.resultNow());
    running.assertNotInterrupted();
  }

  @Test
  void trueForAPoolThatIsUnusedOrClosed() throws Exception {
    WorkerPool pool = pool(1);
    assertTrue(pool.release(Duration.ZERO));
    assertEquals(State.CLOSED, pool.state());
    assertTrue(pool.release(Duration.ZERO));
  }

  @Test
  void falseWhenTimeRanOutAndNothingIsLeftHanging() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 2);
    Blocker running = startBlocker(pool);
    Blocker queued = blocker();
    Future<?> future = pool.submit(queued);
    pool.execute(queued);
    assertFalse(pool.release(Duration.ofMillis(1)));
    running.assertInterrupted();
    Caller.call(future::get).failure(CancellationException.class);
    awaitTermination(pool);
    queued.assertNeverStarted();
    assertEquals(2, pool.stats().cancelled());
    assertEquals(1, pool.stats().completed());
  }

  @Test
  void doesNotWaitForWhatIgnoresTheInterrupt() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = blocker().stubborn();
    pool.execute(running);
    running.awaitStart();
    assertFalse(Caller.call(() -> pool.release(Duration.ZERO)).result());
    eventually(running::sawInterrupt);
    assertEquals(State.DRAINING, pool.state());
  }

  @Test
  void workerDoesNotWaitForItself() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 5);
    Blocker other = startBlocker(pool);
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch releasing = new CountDownLatch(1);
    Future<Boolean> releaser =
        pool.submit(
            () -> {
              awaitLatch(queued);
              releasing.countDown();
              return pool.release(LONG);
            });
    Future<String> last = pool.submit(() -> "ran");
    queued.countDown();
    awaitLatch(releasing);
    eventually(() -> pool.state() == State.DRAINING);
    assertFalse(releaser.isDone());
    other.letGo();
    assertTrue(releaser.get());
    assertEquals("ran", last.get());
    awaitTermination(pool);
  }

  @Test
  void workersDoNotWaitForOneAnother() throws Exception {
    WorkerPool pool = pool(3);
    CyclicBarrier together = new CyclicBarrier(2);
    Future<?>[] releasers = new Future<?>[2];
    for (int i = 0; i < releasers.length; i++) {
      releasers[i] =
          pool.submit(
              () -> {
                together.await();
                return pool.release(LONG);
              });
    }
    for (Future<?> releaser : releasers) {
      assertEquals(true, releaser.get());
    }
    awaitTermination(pool);
    assertEquals(2, pool.stats().completed());
  }

  @Test
  void workerOfAnotherPoolWaitsForAll() throws Exception {
    WorkerPool pool = pool(1);
    WorkerPool other = pool(1);
    Blocker running = startBlocker(pool);
    Future<Boolean> releaser = other.submit(() -> pool.release(LONG));
    eventually(() -> pool.state() == State.DRAINING);
    assertFalse(releaser.isDone());
    running.letGo();
    assertTrue(releaser.get());
    assertEquals(State.CLOSED, pool.state());
    assertEquals(State.OPEN, other.state());
  }

  @Test
  void workerGivesUpWhenTimeRunsOut() throws Exception {
    WorkerPool pool = pool(2, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Future<Boolean> releaser = pool.submit(() -> pool.release(Duration.ofMillis(1)));
    assertFalse(releaser.get());
    running.assertInterrupted();
    awaitTermination(pool);
  }

  @Test
  void negativeTimeIsRefusedAndThePoolStaysOpen() {
    WorkerPool pool = pool(1);
    Duration bad = Duration.ofNanos(-1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> pool.release(bad)).getMessage();
    assertTrue(message.contains("timeout") && message.contains(bad.toString()), message);
    assertEquals(State.OPEN, pool.state());
  }

  @Test
  void interruptLeavesThePoolDraining() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    Blocker running = startBlocker(pool);
    Future<String> queued = pool.submit(() -> "ran");
    Caller<Boolean> releaser = Caller.call(() -> pool.release(LONG)).awaitBlocked();
    releaser.interrupt();
    releaser.failure(InterruptedException.class);
    assertEquals(State.DRAINING, pool.state());
    running.letGo();
    assertEquals("ran", queued.get());
    awaitTermination(pool);
    running.assertNotInterrupted();
  }

  @Test
  void interruptOfAWorkerThatReleasesLeavesThePoolDraining() throws Exception {
    WorkerPool pool = pool(2);
    Blocker running = startBlocker(pool);
    Future<Boolean> releaser =
        pool.submit(
            () -> {
              Thread.currentThread().interrupt();
              return pool.release(LONG);
            });
    eventually(releaser::isDone);
    assertEquals(InterruptedException.class, releaser.exceptionNow().getClass());
    assertEquals(State.DRAINING, pool.state());
    running.letGo();
    awaitTermination(pool);
    running.assertNotInterrupted();
  }

  /** Nobody else could. */
  @Test
  void cancelsFuturesOfTheUserThatNeverRan() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    startBlocker(pool);
    FutureTask<String> never = new FutureTask<>(() -> "ran");
    pool.execute(never);
    assertFalse(pool.release(Duration.ZERO));
    assertTrue(never.isCancelled());
  }

  @Test
  void endIsAwaitedForADuration() throws Exception {
    WorkerPool pool = pool(1);
    Blocker running = startBlocker(pool);
    pool.shutdown();
    assertFalse(pool.awaitTermination(Duration.ZERO));
    running.letGo();
    assertTrue(pool.awaitTermination(ChronoUnit.FOREVER.getDuration()));
  }
}
