package io.gopool.jfr;

import io.gopool.time.Timers;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Looks each second whether the settings of a running recording were changed, which nobody is told
 * of. Has a thread, a daemon, only while a recording runs and somebody needs it.
 *
 * <p>The recorder is asked with no lock held, as it calls its listeners with its own lock held: T1
 * reads {@code changes}, sees no recording that runs, and T2 starts one and counts; then T1 finds
 * another number and stays. Likewise where T1 is told that nobody needs to look, and T2 does.
 */
final class Lookout {

  private static final long PERIOD_MILLIS = 1_000;

  private final BooleanSupplier look;
  private final AtomicLong changes = new AtomicLong();
  private final ScheduledThreadPoolExecutor timer;
  private @Nullable ScheduledFuture<?> looks; // guarded by this

  /**
   * Creates one without a thread.
   *
   * @param look looks; returns whether that needs to be done again
   */
  Lookout(BooleanSupplier look) {
    this(look, Timers.named("gopool-jfr"));
  }

  /**
   * Creates one without a thread.
   *
   * @param look looks; returns whether that needs to be done again
   */
  Lookout(BooleanSupplier look, ScheduledThreadPoolExecutor timer) {
    this.look = look;
    this.timer = timer;
  }

  /** A recording has changed its state. */
  void recordingsChanged() {
    changes.incrementAndGet();
    synchronized (this) {
      if (looks == null || looks.isDone()) { // it is if it threw
        timer.prestartCoreThread(); // may fail; later it would, with the looks in the queue
        looks =
            timer.scheduleWithFixedDelay(
                this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void look() {
    long before = changes.get();
    boolean needed;
    try {
      needed = look.getAsBoolean();
    } catch (VirtualMachineError e) {
      return; // no memory: the next look is the next try
    }
    boolean runs =
        needed
            && FlightRecorder.isInitialized()
            && FlightRecorder.getFlightRecorder().getRecordings().stream()
                .anyMatch(r -> r.getState() == RecordingState.RUNNING);
    if (!runs) {
      end(before);
    }
  }

  private synchronized void end(long before) {
    if (looks != null && changes.get() == before) {
      looks.cancel(/* mayInterruptIfRunning= */ false);
      looks = null;
    }
  }
}
