package io.gopool.core;

import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells the exception handler and the log what went wrong, and survives their exceptions. None of
 * its methods throws, and all that they do is in a try: a text that is used for the first time
 * takes memory, and there may be none.
 */
final class PoolLog {

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
      SafeLog.suppress(failure, t);
      log(Level.ERROR, "the exception handler of pool '", "' failed", t);
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
    SafeLog.log(level, before, config.name(), after, thrown);
  }
}
