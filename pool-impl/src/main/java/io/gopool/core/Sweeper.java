package io.gopool.core;

import io.gopool.Ticker;
import io.gopool.time.Timers;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends away workers that have been idle for too long. All pools of the JVM share one daemon
 * thread, which ends when no pool has idle workers; it knows them by weak references only.
 *
 * <p>A look is due when the worker at the bottom of the stack expires. With a ticker other than the
 * system's nobody knows when that will be, so it looks every {@value #POLL_MILLIS} ms.
 *
 * <p>Its timer also admits the submitters whose admission was postponed, see {@link Gate}. {@code
 * grantDue} is true while that is due. T1, a worker, has given back a permit and sees it true; T2,
 * the timer, sets it to false and looks for permits after that: it finds the permit of T1.
 *
 * <p>It also tries again to start a worker where no thread of the pool is left to do it, or where
 * one had no memory to; see {@link Scheduling#rescue}.
 *
 * <p>{@code scheduled} is true while a look is due. T1, a worker, goes idle and sees it true; T2,
 * the sweep, saw an empty stack before, and sets it to false: so T2 looks once more after that.
 */
final class Sweeper {

  private static final long POLL_MILLIS = 20;
  private static final long RESCUE_MILLIS = 50;
  private static final long GRANT_MILLIS = 1;
  private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  // Made with the class: when they are needed there may be no memory.
  private static final Consumer<Sweeper> SWEEP = Sweeper::sweep;
  private static final Consumer<Sweeper> RESCUE = Sweeper::rescue;
  private static final Consumer<Sweeper> GRANT = Sweeper::grant;

  private final PoolCore core;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean rescueDue = new AtomicBoolean();
  private final AtomicBoolean grantDue = new AtomicBoolean();
  private volatile @Nullable Future<?> next;

  Sweeper(PoolCore core) {
    this.core = core;
  }

  /** A worker went idle. */
  void idle() {
    if (core.config.expires() && !scheduled.get() && scheduled.compareAndSet(false, true)) {
      schedule();
    }
  }

  /** The pool has ended. */
  void cancel() {
    Future<?> due = next;
    if (due != null) {
      due.cancel(/* mayInterruptIfRunning= */ false);
      next = null;
      scheduled.set(false);
    }
  }

  /**
   * Tasks are queued, no worker lives and none could be started: tries again until one can be,
   * unless a submission comes first. Also after another look that failed for want of memory.
   *
   * @return false if there is no thread for the timer either: the next submission is the next try
   */
  boolean rescueLater() {
    return once(rescueDue, RESCUE, RESCUE_MILLIS);
  }

  /**
   * Has blocked submitters admitted in a moment, if there are permits then.
   *
   * @return false if there is no thread for the timer
   */
  boolean grantsLater() {
    return once(grantDue, GRANT, GRANT_MILLIS);
  }

  /** Sees to it that the action, which resets {@code due}, is due; false if it cannot be. */
  private boolean once(AtomicBoolean due, Consumer<Sweeper> action, long millis) {
    if (due.get() || !due.compareAndSet(false, true)) {
      return true;
    }
    try {
      Future<?> unused = later(action, TimeUnit.MILLISECONDS.toNanos(millis));
      return true;
    } catch (Throwable t) { // no thread for the timer
      due.set(false);
      core.log.startFailed(t);
      return false;
    }
  }

  private void grant() {
    grantDue.set(false);
    VarHandle.fullFence();
    core.gate.grantLeftOver();
  }

  private void rescue() {
    rescueDue.set(false);
    core.scheduling.rescue();
  }

  /**
   * A worker that was taken off the idle stack, or a submitter that was told its fate, could not be
   * woken: tries again until it can.
   */
  void unparkLater(Thread sleeper) {
    try {
      Future<?> unused =
          Clock.TIMER.schedule(() -> unpark(sleeper), RESCUE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Throwable t) { // no thread for the timer either
      core.log.startFailed(t);
    }
  }

  private void unpark(Thread sleeper) {
    try {
      LockSupport.unpark(sleeper);
    } catch (Throwable t) {
      unparkLater(sleeper);
    }
  }

  private Future<?> later(Consumer<Sweeper> action, long nanos) {
    WeakReference<Sweeper> self = new WeakReference<>(this);
    Runnable actOnSelf =
        () -> {
          Sweeper sweeper = self.get();
          if (sweeper != null) {
            action.accept(sweeper);
          }
        };
    return Clock.TIMER.schedule(actOnSelf, nanos, TimeUnit.NANOSECONDS);
  }

  private void schedule() {
    try {
      // (X3) a look counts as due, and is not yet
      next = later(SWEEP, delayNanos());
      if (core.scheduling.idle() == 0 && !core.lifecycle.isOpen()) {
        cancel(); // the pool ended meanwhile and may have seen no look to cancel
      }
    } catch (Throwable t) { // no thread for the timer: the next worker that goes idle tries again
      scheduled.set(false);
      core.log.startFailed(t);
    }
  }

  long delayNanos() {
    Ticker ticker = core.config.ticker();
    if (ticker != Ticker.system()) {
      return TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
    }
    long now = ticker.read();
    long age = now - core.scheduling.idleStack().oldest(now);
    return Math.max(MIN_DELAY_NANOS, core.config.idleExpiryNanos() - age);
  }

  private void sweep() {
    try {
      core.scheduling.expire(core.config.ticker().read() - core.config.idleExpiryNanos());
    } catch (Throwable t) { // of the user's ticker: the next look is the next try
      core.log.sweepFailed(t);
    }
    if (core.scheduling.idle() > 0) {
      schedule();
      return;
    }
    // (X1) saw nobody idle, a look still counts as due
    scheduled.set(false);
    VarHandle.fullFence();
    // (X2) no look is due, not yet looked again
    if (core.scheduling.idle() > 0) {
      idle();
    }
  }

  /** The shared thread. */
  private static final class Clock {

    static final ScheduledThreadPoolExecutor TIMER = Timers.named("gopool-sweeper");
  }
}
