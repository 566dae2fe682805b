package io.gopool.core;

import io.gopool.Ticker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is set by hand. */
final class HandTicker implements Ticker {

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();

  @Override
  public long read() {
    if (Thread.currentThread().getName().equals("gopool-sweeper")) {
      looks.incrementAndGet();
    }
    return now.get();
  }

  void set(long nanos) {
    now.set(nanos);
  }

  /** Waits until the sweeper has looked at the idle workers, at the time it is now. */
  void awaitLook() {
    int before = looks.get();
    CoreFixture.eventually(() -> looks.get() > before + 2); // the first may have begun earlier
  }
}
