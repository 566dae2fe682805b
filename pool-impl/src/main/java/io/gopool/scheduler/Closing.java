package io.gopool.scheduler;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of a scheduler.
 *
 * <pre>
 *   OPEN -> CLOSING    the factories refuse; what lives goes on
 *   CLOSING -> CLOSED  nothing lives, or the time is over: machines leave as they find no work, and
 *                      goroutines that become runnable go to the JDK's scheduler
 * </pre>
 *
 * <p>A goroutine that was published just before CLOSED is not forgotten: the wake rule holds as
 * before, machines leave only when idle, and one is started again if need be. If none can be, who
 * tried leaves what is queued to the JDK's scheduler, because sysmon, which tries again, leaves as
 * well. The race: T finds the scheduler open; it is closed, M is about to leave but still counts,
 * and sysmon leaves; T queues the goroutine, and M is one machine too many for another.
 *
 * <p>The last to end wakes who waits: it counts its end, then reads the phase; who closes writes
 * the phase, then adds up. A sum that is read after one's own end sees all earlier ones, so the
 * last one sees zero; that nobody sees it too early is up to {@link Live}.
 */
final class Closing {

  private static final int OPEN = 0;
  private static final int CLOSING = 1;
  private static final int CLOSED = 2;

  private final Core core;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger phase = new AtomicInteger(OPEN);

  Closing(Core core) {
    this.core = core;
  }

  boolean isClosed() {
    return phase.get() == CLOSED;
  }

  boolean isOpen() {
    return phase.get() == OPEN;
  }

  /** A goroutine has ended, and that was counted. */
  void onEnd() {
    if (phase.get() == CLOSING && core.live.sum() == 0) {
      // (E2) the last has ended, who closes not yet told
      ended.countDown();
    }
  }

  /**
   * Returns whether all have ended, within the time.
   *
   * @throws InterruptedException if interrupted while waiting; it is closed all the same
   */
  boolean close(long timeoutNanos) throws InterruptedException {
    if (phase.get() == CLOSED) {
      return core.live() == 0;
    }
    phase.compareAndSet(OPEN, CLOSING);
    try {
      if (core.live.sum() != 0) {
        // (E1) something lived when looked at, not yet waiting
        ended.await(timeoutNanos, TimeUnit.NANOSECONDS);
      }
      return core.live.sum() == 0;
    } finally {
      phase.set(CLOSED);
      ended.countDown(); // others may be closing, with more patience
      core.sysmon.wakeUp();
      core.idleMachines.forEach(LockSupport::unpark);
    }
  }
}
