package io.gopool.event;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The event thread: takes one event after the other and tells one recipient after the other.
 *
 * <p>A recipient that does not return is taken over from: T1, the courier, writes the number of the
 * call into {@code call}, calls, and takes it out again by CAS; T2, the watchdog, saw that number
 * for too long and replaces it by CAS. So either T1 goes on and T2 finds another call, or T2 has
 * won: then T1 touches nothing any more when the recipient returns after all, and T2 starts a
 * courier that goes on behind that recipient with the same event.
 */
final class Courier implements Runnable {

  private static final long NO_CALL = 0;
  private static final long TAKEN_OVER = -1;

  private final DefaultEventBus bus;
  private final SequenceBarrier barrier;
  private final Recipient[] recipients;
  private final AtomicLong call = new AtomicLong(NO_CALL);
  private final Thread thread;
  private long calls;

  // Written before the call that they belong to; read by others after they have taken it over.
  private long sequence;
  private int recipient;

  /**
   * Creates one that is not started.
   *
   * @param sequence its first event
   * @param recipient who is to be told first of that
   */
  Courier(
      DefaultEventBus bus, SequenceBarrier barrier, Recipient[] all, long sequence, int recipient) {
    this.bus = bus;
    this.barrier = barrier;
    this.recipients = all;
    this.sequence = sequence;
    this.recipient = recipient;
    thread = Thread.ofPlatform().daemon().name(bus.threadName()).unstarted(this);
  }

  void start() {
    thread.start();
  }

  Thread thread() {
    return thread;
  }

  /** Has it look whether it is still needed. */
  void alert() {
    barrier.alert();
  }

  /** The number of the call that it is in; 0 if it is in none. */
  long call() {
    return call.get();
  }

  /** Takes over from a call; false if it has returned. */
  boolean takeOver(long number) {
    return call.compareAndSet(number, TAKEN_OVER);
  }

  /** Called only by itself, or by who has taken over. */
  int recipient() {
    return recipient;
  }

  @Override
  public void run() {
    try {
      loop();
    } catch (Throwable t) { // no memory to log a failure
      bus.replace(this);
      throw t;
    }
  }

  private void loop() {
    long next = sequence;
    for (; ; ) {
      if (!bus.hasSources() && bus.tryRetire(this)) {
        return;
      }
      long available = await(next);
      for (; next <= available; next++) {
        if (!deliver(next)) {
          return;
        }
        recipient = 0;
        bus.told(next);
      }
    }
  }

  /** Waits for an event, or a call; returns the last event that has come. */
  private long await(long next) {
    try {
      return barrier.waitFor(next);
    } catch (AlertException e) {
      barrier.clearAlert();
    } catch (InterruptedException | TimeoutException e) {
      // a listener interrupted its own thread
    }
    return next - 1;
  }

  /** Tells the rest of the recipients; false if somebody has taken over. */
  private boolean deliver(long next) {
    Slot event = bus.slot(next);
    sequence = next;
    for (int i = recipient; i < recipients.length; i++) {
      if (!recipients[i].isGivenUp()) {
        recipient = i;
        long number = ++calls;
        call.setRelease(number);
        recipients[i].tell(event);
        if (!call.compareAndSet(number, NO_CALL)) {
          return false;
        }
      }
    }
    event.clear();
    return true;
  }
}
