package io.gopool.keyed;

import io.gopool.time.Timers;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The timer of all pools by key. */
final class Clock {

  static final ScheduledThreadPoolExecutor TIMER = Timers.named("gopool-keys");

  private Clock() {}
}
