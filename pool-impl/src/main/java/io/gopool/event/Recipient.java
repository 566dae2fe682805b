package io.gopool.event;

import io.gopool.EventType;
import io.gopool.PoolListener;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.Set;

/** A listener, and what the event thread knows about its behaviour. */
final class Recipient {

  private static final VarHandle TOLD;

  static {
    try {
      TOLD = MethodHandles.lookup().findVarHandle(Recipient.class, "told", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PoolListener listener;
  private final Set<EventType> logged = EnumSet.noneOf(EventType.class); // the event thread's
  private volatile boolean givenUp;
  private int at; // the place in the batch of the event that it is in; written before told

  @SuppressWarnings("unused") // by TOLD
  private long told; // counts events: who sees the same number twice saw the same event

  Recipient(PoolListener listener) {
    this.listener = listener;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** How many events it was told of. */
  long told() {
    return (long) TOLD.getAcquire(this);
  }

  /** Called only by the event thread; never throws. */
  void tell(Batch batch, String[] names) {
    long count = told;
    for (int i = 0; i < batch.size() && !givenUp; i++) {
      at = i;
      TOLD.setRelease(this, ++count);
      try {
        batch.tell(i, listener, names);
      } catch (Throwable t) {
        failed(batch.type(i), t);
      } finally {
        Thread.interrupted(); // the listener's own affair: not the next one's, nor the thread's
      }
    }
  }

  private void failed(EventType event, Throwable thrown) {
    if (logged.add(event)) {
      try {
        log(event, "; it is logged once", thrown);
      } catch (Throwable t) {
        // no memory for the message; the rest of the batch is to be told all the same
      }
    }
  }

  /**
   * It does not return from an event of the batch: it will be told no more.
   *
   * @return logs that
   */
  Runnable giveUp(Batch batch, Throwable stack) {
    givenUp = true;
    EventType event = batch.type(at);
    return () -> log(event, ": it does not return, and is told no more events", stack);
  }

  private void log(EventType event, String what, Throwable thrown) {
    String name = listener.getClass().getName();
    SafeLog.log(Level.ERROR, "listener ", name, " failed in " + event + what, thrown);
  }
}
