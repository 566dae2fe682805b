package io.gopool.event;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.gopool.EventWait;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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
      case BLOCK -> new Park();
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
        Thread.interrupted(); // somebody may have the thread from a listener; or none would park
        long available = dependent.get();
        if (available >= sequence) {
          return available;
        }
      }
    }

    @Override
    public void signalAllWhenBlocking() {}
  }

  /**
   * Parks until somebody publishes. The Disruptor's own way takes a lock for each event, also when
   * nobody waits, so that publishers wait for each other and for the event thread; a worker's
   * publishing must wait for nobody.
   *
   * <p>T1 claims a place by a CAS, fills it, and reads {@code sleeper}; T2, the event thread,
   * writes {@code sleeper}, a full fence, and reads how far is claimed. So either T1 sees T2 and
   * wakes it, or T2 sees T1's claim and does not park. The same holds for an alert. One thread
   * waits at a time: a courier that was left behind in a listener never waits again.
   */
  static final class Park implements WaitStrategy {

    private volatile @Nullable Thread sleeper;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
        throws AlertException {
      long available;
      while ((available = dependent.get()) < sequence) {
        if (liesDown(sequence, dependent, barrier)) {
          LockSupport.park(this);
          Thread.interrupted(); // see Sleep
        }
      }
      sleeper = null;
      return available;
    }

    /** Says that it sleeps; false if it need not, as something is there by now. */
    boolean liesDown(long sequence, Sequence dependent, SequenceBarrier barrier)
        throws AlertException {
      sleeper = Thread.currentThread();
      VarHandle.fullFence();
      barrier.checkAlert();
      return dependent.get() < sequence;
    }

    @Override
    public void signalAllWhenBlocking() {
      wake();
    }

    /** False if nobody sleeps. */
    boolean wake() {
      Thread asleep = sleeper;
      if (asleep == null) {
        return false;
      }
      sleeper = null; // the next need not wake it as well
      LockSupport.unpark(asleep);
      return true;
    }
  }
}
