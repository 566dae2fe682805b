package io.gopool.core;

import io.gopool.PoolListener;
import io.gopool.PoolListener.WorkerExit;
import io.gopool.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners, the exception handler and the log what happens, and survives their exceptions.
 */
final class PoolLog {

  static final Logger LOGGER = System.getLogger("io.gopool");

  private static final long START_FAILED_INTERVAL_NANOS = 1_000_000_000L;

  private final PoolConfig config;
  private final PoolListener @Nullable [] listeners; // null if there are none
  private final AtomicLong startFailedLogged =
      new AtomicLong(System.nanoTime() - START_FAILED_INTERVAL_NANOS);

  PoolLog(PoolConfig config) {
    this.config = config;
    listeners =
        config.listeners().isEmpty() ? null : config.listeners().toArray(PoolListener[]::new);
  }

  void taskStarted(Runnable task) {
    if (listeners != null) {
      tell(l -> l.taskStarted(config.name(), Decorated.original(task)));
    }
  }

  void taskFinished(Runnable task, @Nullable Throwable failure) {
    if (listeners != null) {
      tell(l -> l.taskFinished(config.name(), Decorated.original(task), failure));
    }
  }

  void taskRejected(Runnable task) {
    if (listeners != null) {
      tell(l -> l.taskRejected(config.name(), Decorated.original(task)));
    }
  }

  void workerStarted(Thread worker) {
    if (listeners != null) {
      tell(l -> l.workerStarted(config.name(), worker));
    }
  }

  void workerStopped(Thread worker, WorkerExit exit) {
    if (listeners != null) {
      tell(l -> l.workerStopped(config.name(), worker, exit));
    }
  }

  void stateChanged(State from, State to) {
    if (listeners != null) {
      tell(l -> l.stateChanged(config.name(), from, to));
    }
  }

  void resized(int from, int to) {
    if (listeners != null) {
      tell(l -> l.resized(config.name(), from, to));
    }
  }

  /** The exception of an executed task. */
  void taskFailed(Runnable task, Throwable failure) {
    Runnable original = Decorated.original(task);
    try {
      config.exceptionHandler().handle(original, failure);
    } catch (Throwable t) {
      if (t != failure) { // a handler may throw on what it was given; nothing suppresses itself
        t.addSuppressed(failure);
      }
      log(Level.ERROR, () -> "the exception handler of pool '" + config.name() + "' failed", t);
    }
  }

  /** A worker could not be started; at most one line a second. */
  void startFailed(Throwable failure) {
    long now = System.nanoTime();
    long last = startFailedLogged.get();
    if (now - last >= START_FAILED_INTERVAL_NANOS && startFailedLogged.compareAndSet(last, now)) {
      log(
          Level.WARNING,
          () ->
              "pool '"
                  + config.name()
                  + "' cannot start a worker; queued tasks wait for the others",
          failure);
    }
  }

  /** The pool's own code failed, or code of the user that it calls between tasks. */
  void workerCrashed(Throwable failure) {
    log(Level.ERROR, () -> "a worker of pool '" + config.name() + "' ended", failure);
  }

  /**
   * Writes to the log, which may fail as well: its output, or the printing of what was thrown. That
   * must not end a worker, nor reach a submitter.
   */
  static void log(Level level, Supplier<String> message, Throwable thrown) {
    try {
      LOGGER.log(level, message, thrown);
    } catch (Throwable t) {
      try {
        LOGGER.log(
            level,
            () -> message.get() + ": " + thrown.getClass().getName() + ", not to be printed");
      } catch (Throwable again) {
        // nobody is left to tell
      }
    }
  }

  /** Idle workers could not be looked at. */
  void sweepFailed(Throwable failure) {
    log(Level.ERROR, () -> "the ticker of pool '" + config.name() + "' failed", failure);
  }

  private void tell(Consumer<PoolListener> event) {
    PoolListener[] all = listeners;
    if (all == null) {
      return;
    }
    for (PoolListener listener : all) {
      try {
        event.accept(listener);
      } catch (Throwable t) {
        log(Level.ERROR, () -> "a listener of pool '" + config.name() + "' failed", t);
      }
    }
  }
}
