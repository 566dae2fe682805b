package io.gopool.keyed;

import io.gopool.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is set by hand. */
final class HandTicker implements Ticker {

  private final AtomicLong now = new AtomicLong(-1_000); // may be anything
  private final AtomicInteger looks = new AtomicInteger();

  @Override
  public long read() {
    if (Thread.currentThread().getName().equals("gopool-idle-keys")) {
      looks.incrementAndGet();
    }
    return now.get();
  }

  void advance(Duration d) {
    now.addAndGet(d.toNanos());
  }

  /** Waits until the idle keys have been looked at, at the time it is now. */
  void awaitLook() {
    int before = looks.get();
    KeyedFixture.eventually(() -> looks.get() > before + 2); // the first may have begun earlier
  }
}
