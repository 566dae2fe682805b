package io.gopool.keyed;

import io.gopool.TaskExceptionHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** Tells the exception handler and the log what went wrong, and survives their exceptions. */
final class KeyedLog {

  private static final Logger LOGGER = System.getLogger("io.gopool");

  private final KeyedConfig config;

  KeyedLog(KeyedConfig config) {
    this.config = config;
  }

  /** The exception of a task without a future. */
  void taskFailed(Job<?> job, Throwable failure) {
    TaskExceptionHandler handler = config.exceptionHandler();
    if (handler == null) {
      log(
          Level.ERROR,
          () ->
              "task "
                  + text(job.submitted())
                  + " of key '"
                  + text(job.key())
                  + "' of '"
                  + config.name()
                  + "' failed",
          failure);
      return;
    }
    try {
      handler.handle(job.submitted(), failure);
    } catch (Throwable t) {
      if (t != failure) { // a handler may throw on what it was given; nothing suppresses itself
        t.addSuppressed(failure);
      }
      log(Level.ERROR, () -> "the exception handler of '" + config.name() + "' failed", t);
    }
  }

  /** A decorated task threw after the task that it was to run had ended. */
  void decoratorFailed(Throwable failure) {
    log(
        Level.ERROR,
        () -> "what the task decorator of '" + config.name() + "' returned failed at the end",
        failure);
  }

  /** The pools' own code failed. */
  void workerFailed(Throwable failure) {
    log(
        Level.ERROR,
        () -> "a worker of '" + config.name() + "' failed at the end of a task",
        failure);
  }

  void tickerFailed(Throwable failure) {
    log(Level.WARNING, () -> "the ticker of '" + config.name() + "' failed", failure);
  }

  private static String text(Object users) {
    try {
      return users.toString();
    } catch (Throwable t) {
      return users.getClass().getName();
    }
  }

  /** Writes to the log, which may fail as well: its output, or the printing of what was thrown. */
  private static void log(Level level, Supplier<String> message, Throwable thrown) {
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
}
