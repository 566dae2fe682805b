package io.gopool.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Tells the exception handler and the log what went wrong, and survives their exceptions. */
final class PoolLog {

  static final Logger LOGGER = System.getLogger("io.gopool");

  private static final long START_FAILED_INTERVAL_NANOS = 1_000_000_000L;

  private final PoolConfig config;
  private final AtomicLong startFailedLogged =
      new AtomicLong(System.nanoTime() - START_FAILED_INTERVAL_NANOS);

  PoolLog(PoolConfig config) {
    this.config = config;
  }

  /** The exception of an executed task. */
  void taskFailed(Runnable task, Throwable failure) {
    Runnable original = Wrapped.original(task);
    try {
      config.exceptionHandler().handle(original, failure);
    } catch (Throwable t) {
      if (t != failure) { // a handler may throw on what it was given; nothing suppresses itself
        t.addSuppressed(failure);
      }
      log(Level.ERROR, () -> "the exception handler of pool '" + config.name() + "' failed", t);
    }
  }

  /** A decorated task threw after the task that it was to run had ended well. */
  void decoratorFailed(Throwable failure) {
    log(
        Level.ERROR,
        () -> "what the task decorator of pool '" + config.name() + "' returned failed at the end",
        failure);
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
}
