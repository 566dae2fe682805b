package io.gopool.event;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.gopool.EventWait;
import java.util.concurrent.locks.LockSupport;

/** The ways in which the event thread waits. */
final class Waits {

  private Waits() {}

  /**
   * Does nothing.
   *
   * @throws NoClassDefFoundError if the Disruptor is not on the class path
   */
  static void requireLibrary() {
    of(EventWait.SLEEP);
  }

  static WaitStrategy of(EventWait how) {
    return switch (how) {
      case SLEEP -> new Sleep();
      case YIELD -> new YieldingWaitStrategy();
      case SPIN -> new BusySpinWaitStrategy();
      case BLOCK -> new BlockingWaitStrategy();
    };
  }

  /**
   * Sleeps at least once, for longer and longer while nothing comes. So the event thread finds many
   * events when it looks, instead of following the publishers closely and taking the cache lines
   * from them that they write.
   */
  private static final class Sleep implements WaitStrategy {

    private static final long FIRST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 1_000_000;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
        throws AlertException {
      for (long nanos = FIRST_NANOS; ; nanos = Math.min(2 * nanos, LONGEST_NANOS)) {
        barrier.checkAlert();
        LockSupport.parkNanos(this, nanos);
        long available = dependent.get();
        if (available >= sequence) {
          return available;
        }
      }
    }

    @Override
    public void signalAllWhenBlocking() {}
  }
}
