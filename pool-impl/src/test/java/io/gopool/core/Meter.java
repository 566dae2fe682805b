package io.gopool.core;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many threads are inside at once: what a task runs in its own place counts with it. */
final class Meter {

  private final ThreadLocal<Boolean> isInside = new ThreadLocal<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Returns a task that is counted while it runs. */
  Runnable around(Runnable body) {
    return () -> {
      if (isInside.get() != null) {
        body.run();
        return;
      }
      isInside.set(true);
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        body.run();
      } finally {
        inside.decrementAndGet();
        isInside.remove();
      }
    };
  }

  int most() {
    return most.get();
  }
}
