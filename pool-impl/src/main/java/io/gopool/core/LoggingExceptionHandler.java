package io.gopool.core;

import io.gopool.TaskExceptionHandler;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;

/** The default handler. */
record LoggingExceptionHandler(String pool) implements TaskExceptionHandler {

  @Override
  public void handle(Runnable task, Throwable failure) {
    SafeLog.log(Level.ERROR, "task ", task, " of pool '" + pool + "' failed", failure);
  }
}
