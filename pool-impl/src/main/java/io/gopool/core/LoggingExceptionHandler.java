package io.gopool.core;

import io.gopool.TaskExceptionHandler;
import java.lang.System.Logger.Level;

/** The default handler. */
record LoggingExceptionHandler(String pool) implements TaskExceptionHandler {

  @Override
  public void handle(Runnable task, Throwable failure) {
    PoolLog.log(Level.ERROR, "task ", task, " of pool '" + pool + "' failed", failure);
  }
}
