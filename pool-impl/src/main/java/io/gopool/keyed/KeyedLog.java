package io.gopool.keyed;

import io.gopool.TaskExceptionHandler;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;

/**
 * Tells the exception handler and the log what went wrong, and survives their exceptions. None of
 * its methods throws, and all that they do is in a try: a text that is used for the first time
 * takes memory, and there may be none.
 */
final class KeyedLog {

  private final KeyedConfig config;

  KeyedLog(KeyedConfig config) {
    this.config = config;
  }

  /** The exception of a task without a future. */
  void taskFailed(Job<?> job, Throwable failure) {
    try {
      TaskExceptionHandler handler = config.exceptionHandler();
      if (handler != null) {
        tellHandler(handler, job, failure);
      } else {
        String after =
            " of key '" + SafeLog.text(job.key()) + "' of '" + config.name() + "' failed";
        SafeLog.log(Level.ERROR, "task ", job.submitted(), after, failure);
      }
    } catch (Throwable t) {
      // no memory
    }
  }

  private void tellHandler(TaskExceptionHandler handler, Job<?> job, Throwable failure) {
    try {
      handler.handle(job.submitted(), failure);
    } catch (Throwable t) {
      SafeLog.suppress(failure, t);
      log(Level.ERROR, "the exception handler of '", "' failed", t);
    }
  }

  /** A decorated task threw after the task that it was to run had ended. */
  void decoratorFailed(Throwable failure) {
    try {
      String before = "what the task decorator of '";
      log(Level.ERROR, before, "' returned failed at the end", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  /** The pools' own code failed. */
  void workerFailed(Throwable failure) {
    try {
      log(Level.ERROR, "a worker of '", "' failed at the end of a task", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  void tickerFailed(Throwable failure) {
    try {
      log(Level.WARNING, "the ticker of '", "' failed", failure);
    } catch (Throwable t) {
      // no memory
    }
  }

  private void log(Level level, String before, String after, Throwable thrown) {
    SafeLog.log(level, before, config.name(), after, thrown);
  }
}
