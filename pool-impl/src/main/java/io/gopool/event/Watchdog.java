package io.gopool.event;

import io.gopool.log.SafeLog;
import io.gopool.time.Timers;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether the courier of a bus is stuck in a call, or could not be started. All
 * buses share one daemon thread, which ends when no bus needs a courier.
 */
final class Watchdog implements Runnable {

  private static final int LOOKS = 4; // in the time of the patience
  private static final long MIN_NANOS = 1_000_000;
  private static final long MAX_NANOS = 1_000_000_000; // it also starts what could not be started

  private final DefaultEventBus bus;
  private final long patienceNanos;
  private final ScheduledThreadPoolExecutor timer;
  private @Nullable Future<?> looks; // guarded by the lock of the bus

  // Of the shared thread.
  private @Nullable Courier seen;
  private long seenVisit;
  private long seenTold;
  private long since;

  Watchdog(DefaultEventBus bus, long patienceNanos) {
    this(bus, patienceNanos, Shared.TIMER);
  }

  Watchdog(DefaultEventBus bus, long patienceNanos, ScheduledThreadPoolExecutor timer) {
    this.bus = bus;
    this.patienceNanos = patienceNanos;
    this.timer = timer;
  }

  /** Called under the lock of the bus. */
  void start() {
    if (looks == null) {
      long period = Math.clamp(patienceNanos / LOOKS, MIN_NANOS, MAX_NANOS);
      timer.prestartCoreThread(); // may fail; later it would, with the looks in the queue
      looks = timer.scheduleWithFixedDelay(this, period, period, TimeUnit.NANOSECONDS);
    }
  }

  /** Has the shared thread do something. */
  static void soon(Runnable what) {
    Shared.TIMER.execute(what);
  }

  /** Called under the lock of the bus. */
  void stop() {
    if (looks != null) {
      looks.cancel(/* mayInterruptIfRunning= */ false);
      looks = null;
    }
  }

  @Override
  public void run() {
    try {
      look();
    } catch (Throwable t) { // no thread, no memory: the next look is the next try
      SafeLog.log(Level.ERROR, "", "the event thread", " cannot be started", t);
    }
  }

  private void look() {
    Courier courier = bus.courier();
    if (courier == null) {
      bus.revive();
      return;
    }
    long visit = courier.visit();
    long told = bus.toldToRecipients();
    if (courier != seen || visit != seenVisit || told != seenTold || visit == 0) {
      seen = courier;
      seenVisit = visit;
      seenTold = told;
      since = System.nanoTime();
    } else if (System.nanoTime() - since >= patienceNanos && courier.takeOver(visit)) {
      bus.giveUp(courier);
    }
  }

  /** The shared thread. */
  private static final class Shared {

    static final ScheduledThreadPoolExecutor TIMER = Timers.named("gopool-event-watchdog");
  }
}
