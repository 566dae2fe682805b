package io.gopool.core;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many are inside at once. */
final class Meter {

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Returns a task that is counted while it runs. */
  Runnable around(Runnable body) {
    return () -> {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        body.run();
      } finally {
        inside.decrementAndGet();
      }
    };
  }

  int most() {
    return most.get();
  }
}
