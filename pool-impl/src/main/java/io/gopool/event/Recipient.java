package io.gopool.event;

import io.gopool.EventType;
import io.gopool.PoolListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Set;

/** A listener, and what the event thread knows about its behaviour. */
final class Recipient {

  static final Logger LOGGER = System.getLogger("io.gopool");

  private final PoolListener listener;
  private final Set<EventType> logged = EnumSet.noneOf(EventType.class); // the event thread's
  private volatile boolean givenUp;

  Recipient(PoolListener listener) {
    this.listener = listener;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Called only by the event thread; never throws. */
  void tell(Slot event) {
    try {
      event.tell(listener);
    } catch (Throwable t) {
      if (logged.add(event.type())) {
        log(Level.ERROR, failedIn(event.type()) + "; it is logged once", t);
      }
    }
  }

  /** It does not return from an event: it will be told no more. */
  void giveUp(EventType event, Throwable stack) {
    givenUp = true;
    log(Level.ERROR, failedIn(event) + ": it does not return, and is told no more events", stack);
  }

  private String failedIn(EventType event) {
    return "listener " + listener.getClass().getName() + " failed in " + event;
  }

  /** The log may fail as well, and then nobody is left to tell. */
  static void log(Level level, String message, Throwable thrown) {
    try {
      LOGGER.log(level, message, thrown);
    } catch (Throwable t) {
      // see above
    }
  }
}
