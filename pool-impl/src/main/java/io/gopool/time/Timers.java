package io.gopool.time;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Timers whose one thread, a daemon, is there only while something is due, and a second longer.
 *
 * <p>Not those of {@link java.util.concurrent.CompletableFuture}: the JDK's thread for them never
 * ends, and up to JDK 23 it keeps the class loader of whoever needed it first.
 */
public final class Timers {

  private Timers() {}

  /** Returns a timer whose thread has that name and inherits nothing of whoever needs it first. */
  public static ScheduledThreadPoolExecutor named(String name) {
    return of(
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .inheritInheritableThreadLocals(false) // nor the context class loader
            .factory());
  }

  /** Returns a timer whose thread is made like that. */
  public static ScheduledThreadPoolExecutor of(ThreadFactory threads) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
