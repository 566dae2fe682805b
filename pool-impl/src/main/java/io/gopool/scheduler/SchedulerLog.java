package io.gopool.scheduler;

import io.gopool.SchedulerObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's log. A handler may wait for a lock or a file, which nobody may on the paths that
 * come here: so each line is written by a thread of its own. Each kind of error is logged the first
 * time; the statistics count all.
 *
 * <p>Nothing here throws, though the reason for a line may be that there is no memory: who comes
 * here has a processor or a goroutine in hand, which would be lost.
 */
final class SchedulerLog {

  static final Logger LOGGER = System.getLogger("io.gopool.scheduler");

  private final String scheduler;
  private final Integer maxMachines;
  private final AtomicBoolean limitLogged = new AtomicBoolean();
  private final AtomicBoolean startLogged = new AtomicBoolean();
  private final AtomicBoolean stepLogged = new AtomicBoolean();
  private final AtomicBoolean observerLogged = new AtomicBoolean();
  final AtomicLong errors = new AtomicLong(); // a LongAdder may need memory

  SchedulerLog(SchedulerConfig config) {
    scheduler = config.name();
    maxMachines = config.maxMachines();
  }

  void limitReached() {
    if (first(limitLogged)) {
      error(
          "all %s machines are in use; runnable virtual threads wait until one is free. Raise"
              + " maxMachines, or block fewer platform threads at once",
          maxMachines, null);
    }
  }

  void startFailed(Throwable t) {
    if (first(startLogged)) {
      error("a machine could not be started; it is tried again", null, t);
    }
  }

  void stepFailed(Throwable t) {
    errors.incrementAndGet();
    if (first(stepLogged)) {
      error("an error came out of the step of a virtual thread; its machine goes on", null, t);
    }
  }

  void machineDied(Machine machine, Throwable t) {
    errors.incrementAndGet();
    error("%s ended by an error; another takes its place", machine.getName(), t);
  }

  void observerFailed(SchedulerObserver observer, Throwable t) {
    if (first(observerLogged)) {
      error("an observer of %s failed; it is logged once", observer.getClass(), t);
    }
  }

  private static boolean first(AtomicBoolean logged) {
    return !logged.get() && logged.compareAndSet(false, true);
  }

  private void error(String what, @Nullable Object which, @Nullable Throwable t) {
    try {
      String line = "scheduler '" + scheduler + "': " + what.formatted(which);
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
      // No memory for this line, or no thread: the statistics have the count.
    }
  }
}
