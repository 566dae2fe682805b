package io.gopool.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells the exception handler and the log what went wrong, and survives their exceptions. None of
 * its methods throws, and all that they do is in a try: a text that is used for the first time
 * takes memory, and there may be none.
 */
final class PoolLog {

  private static final Logger LOGGER = System.getLogger("io.gopool");

  private static final long START_FAILED_INTERVAL_NANOS = 1_000_000_000L;

  private final PoolConfig config;
  private final AtomicLong startFailedLogged =
      new AtomicLong(System.nanoTime() - START_FAILED_INTERVAL_NANOS);

  PoolLog(PoolConfig config) {
    this.config = config;
  }

  /** The exception of an executed task. */
  void taskFailed(Runnable task, Throwable failure) {
    try {
      tellHandler(task, failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  private void tellHandler(Runnable task, Throwable failure) {
    try {
      config.exceptionHandler().handle(Wrapped.original(task), failure);
    } catch (Throwable t) {
      suppress(failure, t);
      log(Level.ERROR, "the exception handler of pool '", "' failed", t);
    }
  }

  private static void suppress(Throwable failure, Throwable in) {
    if (in != failure) { // a handler may throw on what it was given; nothing suppresses itself
      try {
        in.addSuppressed(failure);
      } catch (Throwable t) {
        // no memory
      }
    }
  }

  /** A decorated task threw after the task that it was to run had ended well. */
  void decoratorFailed(Throwable failure) {
    try {
      String before = "what the task decorator of pool '";
      log(Level.ERROR, before, "' returned failed at the end", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  /** A worker could not be started; at most one line a second. */
  void startFailed(Throwable failure) {
    try {
      long now = System.nanoTime();
      long last = startFailedLogged.get();
      if (now - last >= START_FAILED_INTERVAL_NANOS && startFailedLogged.compareAndSet(last, now)) {
        String after = "' cannot start a worker; queued tasks wait for the others";
        log(Level.WARNING, "pool '", after, failure);
      }
    } catch (Throwable t) {
      // no memory
    }
  }

  /** The pool's own code failed, or code of the user that it calls between tasks. */
  void workerCrashed(Throwable failure) {
    try {
      log(Level.ERROR, "a worker of pool '", "' ended", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  /** Idle workers could not be looked at. */
  void sweepFailed(Throwable failure) {
    try {
      log(Level.ERROR, "the ticker of pool '", "' failed", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  private void log(Level level, String before, String after, Throwable thrown) {
    log(level, before, config.name(), after, thrown);
  }

  /**
   * Writes to the log, which may fail as well: its output, or the printing of the subject or of
   * what was thrown. That must not end a worker, nor reach a submitter.
   */
  static void log(Level level, String before, Object subject, String after, Throwable thrown) {
    try {
      if (LOGGER.isLoggable(level)) {
        LOGGER.log(level, before + subject + after, thrown);
      }
    } catch (Throwable t) {
      logClasses(level, before, subject, after, thrown);
    }
  }

  /** The same, of what may not be printed. */
  private static void logClasses(
      Level level, String before, Object subject, String after, Throwable thrown) {
    try {
      Object name = subject instanceof String ? subject : subject.getClass().getName();
      String what = thrown.getClass().getName();
      LOGGER.log(level, before + name + after + ": " + what + ", not to be printed");
    } catch (Throwable again) {
      // nobody is left to tell
    }
  }
}
