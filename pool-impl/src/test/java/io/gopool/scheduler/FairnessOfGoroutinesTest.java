package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** One processor, which nobody takes away: what is queued runs because the rules say so. */
class FairnessOfGoroutinesTest extends SchedulerFixture {

  private final AtomicBoolean stop = new AtomicBoolean();

  private DefaultGpmScheduler one() {
    return scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
  }

  /** Two that wake each other for ever by way of runNext; their wake-ups never end. */
  private void startPair(DefaultGpmScheduler s) throws InterruptedException {
    AtomicReferenceArray<Thread> pair = new AtomicReferenceArray<>(2);
    CountDownLatch bothKnown = new CountDownLatch(1);
    CountDownLatch turning = new CountDownLatch(4);
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      pair.set(
          i,
          go(
              s,
              () -> {
                bothKnown.await();
                while (!stop.get()) {
                  LockSupport.unpark(pair.get(other));
                  LockSupport.park();
                  turning.countDown();
                }
                LockSupport.unpark(pair.get(other));
              }));
    }
    bothKnown.countDown();
    awaitLatch(turning);
  }

  @Test
  void twoThatWakeEachOtherForEverDoNotStarveOneInTheGlobalQueue() throws InterruptedException {
    DefaultGpmScheduler s = one();
    startPair(s);
    join(go(s, () -> {})); // from outside, so by the global queue
    stop.set(true);
  }

  @Test
  void twoThatWakeEachOtherForEverDoNotStarveOneInTheLocalQueue() throws InterruptedException {
    DefaultGpmScheduler s = one();
    startPair(s);
    CountDownLatch ran = new CountDownLatch(2);
    go(
        s,
        () -> {
          go(s, ran::countDown); // to runNext
          go(s, ran::countDown); // the first one to the queue
        });
    awaitLatch(ran);
    stop.set(true);
  }

  @Test
  void aLocalQueueThatNeverRunsDryDoesNotStarveTheGlobalOne() throws InterruptedException {
    DefaultGpmScheduler s = one();
    CountDownLatch yielding = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      go(
          s,
          () -> {
            yielding.countDown();
            while (!stop.get()) {
              yieldNow();
            }
          });
    }
    awaitLatch(yielding);
    join(go(s, () -> {}));
    assertTrue(s.stats().runnable() >= 99, s.stats()::toString);
    stop.set(true);
  }
}
