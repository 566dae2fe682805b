package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;

/**
 * How many machines spin: Go's {@code nmspinning}. A machine spins while it has a processor, or is
 * being given one, and looks everywhere for a goroutine. One word holds two numbers:
 *
 * <pre>
 *   31                   16 15                    0
 *   |  called, on its way  |  spinning, in all     |
 * </pre>
 *
 * <p>Who makes a goroutine runnable relies on a machine that spins. In Go it does not matter
 * whether that one is awake, or was called a moment ago. But to come takes some ten microseconds,
 * and a thousand if the operating system has given the thread's processor to another, and all that
 * is made runnable meanwhile would wait for this one, beside an idle processor. So here a second
 * machine is called while the first is on its way, and runs what both were called for if it is
 * there earlier.
 */
final class Spinners {

  /** As many machines are on their way at most. */
  static final int MOST_CALLED = 2;

  private static final int CALLED_SHIFT = 16;
  private static final int SPINNING = (1 << CALLED_SHIFT) - 1;
  private static final int ONE_CALLED = (1 << CALLED_SHIFT) + 1;

  private final PaddedInt word = new PaddedInt(0);

  /** All that spin, those on their way included. */
  int count() {
    return word.get() & SPINNING;
  }

  /** Of these, those on their way. */
  int called() {
    return word.get() >>> CALLED_SHIFT;
  }

  /**
   * Counts one that is to be called. False if others are to be relied upon: one that is awake, or
   * as many as may be on their way.
   */
  boolean tryCall() {
    for (; ; ) {
      int w = word.get();
      int called = w >>> CALLED_SHIFT;
      if (called < (w & SPINNING) || called == MOST_CALLED) {
        return false;
      }
      if (word.cas(w, w + ONE_CALLED)) {
        return true;
      }
    }
  }

  /** It could not be called. A full fence follows. */
  void uncall() {
    word.addAndGet(-ONE_CALLED);
  }

  /** It is there, and spins on. */
  void come() {
    word.addAndGet(1 - ONE_CALLED);
  }

  /** Counts one that was not called, unless half of the {@code busy} machines spin. */
  boolean tryStart(int busy) {
    if (2 * count() >= busy) {
      return false;
    }
    word.addAndGet(1);
    return true;
  }

  /** One that is awake spins no longer. A full fence follows. */
  void stop() {
    word.addAndGet(-1);
  }
}
