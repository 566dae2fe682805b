package io.gopool.scheduler;

import io.gopool.SchedulerObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's log. A handler may wait for a lock or a file, which nobody may on the paths that
 * come here: so each line is written by a thread of its own. Each kind of error is logged the first
 * time; the statistics count all.
 */
final class SchedulerLog {

  static final Logger LOGGER = System.getLogger("io.gopool.scheduler");

  private final String scheduler;
  private final AtomicBoolean limitLogged = new AtomicBoolean();
  private final AtomicBoolean startLogged = new AtomicBoolean();
  private final AtomicBoolean stepLogged = new AtomicBoolean();
  private final AtomicBoolean observerLogged = new AtomicBoolean();
  final LongAdder errors = new LongAdder();

  SchedulerLog(String scheduler) {
    this.scheduler = scheduler;
  }

  void limitReached(int max) {
    if (first(limitLogged)) {
      error(
          "all "
              + max
              + " machines are in use; runnable virtual threads wait until one is free. Raise"
              + " maxMachines, or block fewer platform threads at once",
          null);
    }
  }

  void startFailed(Throwable t) {
    if (first(startLogged)) {
      error("a machine could not be started; it is tried again", t);
    }
  }

  void stepFailed(Throwable t) {
    errors.increment();
    if (first(stepLogged)) {
      error("an error came out of the step of a virtual thread; its machine goes on", t);
    }
  }

  void machineDied(Machine machine, Throwable t) {
    errors.increment();
    error(machine.getName() + " ended by an error; another takes its place", t);
  }

  void observerFailed(SchedulerObserver observer, Throwable t) {
    if (first(observerLogged)) {
      error("observer " + observer.getClass().getName() + " failed; it is logged once", t);
    }
  }

  private static boolean first(AtomicBoolean logged) {
    return !logged.get() && logged.compareAndSet(false, true);
  }

  private void error(String what, @Nullable Throwable t) {
    String line = "scheduler '" + scheduler + "': " + what;
    try {
      Thread writer =
          new Thread(
              Core.rootGroup(),
              () -> LOGGER.log(Level.ERROR, line, t),
              scheduler + "-log",
              /* stackSize= */ 0,
              /* inheritInheritableThreadLocals= */ false);
      writer.setDaemon(true);
      writer.start();
    } catch (Throwable again) {
      // Not even a thread for this line: the statistics have the count.
    }
  }
}
