package io.gopool.event;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The event thread: takes one batch of events after the other and tells one recipient after the
 * other.
 *
 * <p>A recipient that does not return is taken over from: T1, the courier, writes the number of the
 * visit into {@code visit}, tells the batch, and takes the number out again by CAS; T2, the
 * watchdog, saw that number and the same event for too long and replaces it by CAS. So either T1
 * goes on and T2 finds another visit, or T2 has won: then T1 touches nothing any more when the
 * recipient returns after all, and T2 starts a courier that goes on behind that recipient with a
 * copy of the same batch. A batch is told to one recipient as a whole before the next one hears of
 * it, so it does not matter how far in it the recipient came.
 *
 * <p>A courier that fails is replaced as well, wherever it does. {@code next} says who is still to
 * hear of the batch, and T1 moves it on before the visit: so who fails in a visit is followed
 * behind its recipient, and who fails while it collects events, when nobody has heard of any of
 * them, is followed by a courier that tells those it has to all.
 */
final class Courier implements Runnable {

  private static final long NO_VISIT = 0;
  private static final long TAKEN_OVER = -1;

  private final DefaultEventBus bus;
  private final Merge merge;
  private final Sequence published;
  private final SequenceBarrier barrier;
  private final WaitStrategy wait;
  private final Recipient[] recipients;
  private final AtomicLong visit = new AtomicLong(NO_VISIT);
  private final Thread thread;
  private long visits;

  // Written before the visit that they belong to; read by others after they have taken it over.
  private final Batch batch;
  private int next; // the first recipient that is not visited yet

  /**
   * Creates one that is not started.
   *
   * @param batch its first events
   * @param next who is to be told first of these
   */
  Courier(DefaultEventBus bus, Batch batch, int next) {
    this.bus = bus;
    merge = bus.merge();
    this.batch = batch;
    this.next = next;
    published = bus.lanes().total();
    barrier = bus.lanes().newBarrier();
    wait = bus.waitStrategy();
    recipients = bus.recipients();
    thread = bus.newThread(this);
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

  /** The number of the visit that it is in; 0 if it is in none. */
  long visit() {
    return visit.get();
  }

  /** Takes over from a visit; false if it has ended. */
  boolean takeOver(long number) {
    return visit.compareAndSet(number, TAKEN_OVER);
  }

  /** Called only by itself, or by who has taken over. */
  Batch batch() {
    return batch;
  }

  /**
   * Who is to hear of the batch next; who is visited is the one before. Called only by itself, or
   * by who has taken over.
   */
  int next() {
    return next;
  }

  @Override
  public void run() {
    try {
      loop();
    } catch (Throwable t) { // an error of the JVM or of the bus: no listener's comes as far
      bus.replace(this);
      throw t;
    }
  }

  private void loop() {
    while (deliver()) {
      boolean more = batch.isFull();
      batch.clear();
      merge.told();
      next = 0;
      if (!bus.hasSources() && bus.tryRetire(this)) {
        return;
      }
      if (!more) {
        await();
      }
      merge.fill(batch);
    }
  }

  /** Called when all that was there has been told. */
  private void await() {
    boolean isThere = merge.hasMore(); // since then, or where who has claimed a place fills it
    try {
      wait.waitFor(isThere ? Long.MIN_VALUE : merge.awaited(), published, published, barrier);
    } catch (AlertException e) {
      barrier.clearAlert();
    } catch (InterruptedException | TimeoutException e) {
      // none of the ways to wait throws them
    }
  }

  /** Tells the batch to the rest of the recipients; false if somebody has taken over. */
  private boolean deliver() {
    if (batch.size() == 0) {
      return true;
    }
    while (next < recipients.length) {
      Recipient recipient = recipients[next++];
      if (!recipient.isGivenUp()) {
        long number = ++visits;
        visit.setRelease(number);
        recipient.tell(batch, bus.names());
        if (!visit.compareAndSet(number, NO_VISIT)) {
          return false;
        }
      }
    }
    return true;
  }
}
