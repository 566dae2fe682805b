package io.gopool.contract;

import io.gopool.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is set by hand, and knows when the thread has read it that acts by it. */
public final class HandTicker implements Ticker {

  private final String looker;
  private final AtomicLong now;
  private final AtomicInteger looks = new AtomicInteger();

  private HandTicker(String looker, long start) {
    this.looker = looker;
    now = new AtomicLong(start);
  }

  /** The clock of a pool, whose sweeper looks at the idle workers. It stands at 0. */
  public static HandTicker ofSweeper() {
    return new HandTicker("gopool-sweeper", 0);
  }

  /** The clock of pools by key, which look at the idle keys. It may stand at anything. */
  public static HandTicker ofIdleKeys() {
    return new HandTicker("gopool-idle-keys", -1_000);
  }

  @Override
  public long read() {
    if (Thread.currentThread().getName().equals(looker)) {
      looks.incrementAndGet();
    }
    return now.get();
  }

  /** Sets it. */
  public void set(long nanos) {
    now.set(nanos);
  }

  /** Sets it forward. */
  public void advance(Duration d) {
    now.addAndGet(d.toNanos());
  }

  /** How often the thread has read it so far. */
  public int looks() {
    return looks.get();
  }

  /** Waits until there was a look at the time that it is now. */
  public void awaitLook() {
    int before = looks.get();
    Patience.eventually(() -> looks.get() > before + 2); // the first may have begun earlier
  }
}
