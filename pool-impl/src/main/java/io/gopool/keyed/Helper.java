package io.gopool.keyed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task of these pools that joins a group, and so runs what of it is free. It waits for one end
 * after the other, and goes on as well when there is something new to run.
 *
 * <p>T submits to the group, or is blocked in that; W joins.
 *
 * <pre>{@code
 * T: make the job free                       | read the helpers, set told, unpark
 * W: become a helper, told := false          | look at all jobs, read told, park
 * }</pre>
 *
 * <p>If W does not see T's job then T sees W, and what it sets comes after W has cleared it. The
 * flag is needed because an unpark can be lost: the jobs that W runs meanwhile park as well.
 */
final class Helper {

  private final Thread thread = Thread.currentThread();
  private volatile boolean told = true; // that it has to look
  private volatile @Nullable CountDownLatch awaited;

  /** A job can be had. */
  void tell() {
    told = true;
    Waker.unpark(thread);
  }

  /** A job of the group has ended: its latch was counted down. */
  void tellEnd(CountDownLatch end) {
    if (awaited == end) {
      Waker.unpark(thread);
    }
  }

  /** Called only by the helper's thread: whether it has to look; it does so after this. */
  boolean wasTold() {
    if (!told) {
      return false;
    }
    told = false;
    return true;
  }

  /** Called only by the helper's thread: waits for an end, until it is told or time runs out. */
  void await(CountDownLatch end, long deadline, Object blocker) throws InterruptedException {
    awaited = end; // then looks at it; who counts it down does that first
    while (end.getCount() > 0 && !told && Nanos.left(deadline) > 0) {
      // (K4) has not ended, nothing to be had, not yet parked
      LockSupport.parkNanos(blocker, Nanos.left(deadline));
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while joining a group");
      }
    }
    awaited = null;
  }
}
