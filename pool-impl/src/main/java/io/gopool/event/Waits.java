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
   * Sleeps for longer and longer. Unlike the Disruptor's {@code SleepingWaitStrategy}, which wakes
   * up ten thousand times a second for as long as nothing happens.
   */
  private static final class Sleep implements WaitStrategy {

    private static final int SPINS = 100;
    private static final long FIRST_NANOS = 20_000;
    private static final long LONGEST_NANOS = 1_000_000;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
        throws AlertException {
      long nanos = FIRST_NANOS;
      long available = dependent.get();
      for (int looks = 0; available < sequence; looks++) {
        barrier.checkAlert();
        if (looks < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, nanos);
          nanos = Math.min(2 * nanos, LONGEST_NANOS);
        }
        available = dependent.get();
      }
      return available;
    }

    @Override
    public void signalAllWhenBlocking() {}
  }
}
