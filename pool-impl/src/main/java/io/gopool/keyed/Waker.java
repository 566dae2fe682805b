package io.gopool.keyed;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Wakes threads; what their schedulers throw ends here, and must not keep others from waking. */
final class Waker {

  private static final long RETRY_MILLIS = 10;

  private Waker() {}

  static void unpark(Thread thread) {
    try {
      LockSupport.unpark(thread);
    } catch (Throwable t) { // no memory for its scheduler's queue
      // (K22) told, asleep, and nobody will tell again
      unparkLater(thread);
    }
  }

  private static void unparkLater(Thread thread) {
    try {
      Future<?> unused =
          Clock.TIMER.schedule(() -> unpark(thread), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Throwable t) {
      // no memory for it either
    }
  }
}
