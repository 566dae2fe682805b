package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;

/**
 * Whether other machines are told of a goroutine that was woken into an empty {@code runNext}.
 *
 * <p>Go always tells one. In a ping-pong each such call costs more than all the rest and finds
 * nothing, because the waker parks at once and its machine comes to the goroutine by itself. So
 * here nobody is told, until a goroutine has waited in a {@code runNext} for longer than a call
 * costs: that is seen in the steps that are measured anyway, and by sysmon if the waker goes on for
 * long. Then for a number of wake-ups each is told, thieves take a {@code runNext} at once, and a
 * machine out of work stays awake for some microseconds. The last is for two that hand something to
 * and fro and spin before they park (as {@code SynchronousQueue} does): once both are on a machine
 * at the same time neither parks any more.
 */
final class Eagerness {

  /** How many wake-ups are told after one waited too long. */
  static final int WAKINGS = 64;

  /** About what it costs to call another machine. */
  private static final long MAX_WAIT_NANOS = 2_000;

  private final PaddedInt left = new PaddedInt(0);

  /** One of which nobody was told waited so long. */
  void untoldWaited(long nanos) {
    if (nanos > MAX_WAIT_NANOS) {
      raise();
    }
  }

  void raise() {
    left.setOpaque(WAKINGS);
  }

  boolean isRaised() {
    return left.getOpaque() > 0;
  }

  /** Whether to tell of a wake-up. The count is a hint: concurrent ones may count as one. */
  boolean spend() {
    int n = left.getOpaque();
    if (n <= 0) {
      return false;
    }
    left.setOpaque(n - 1);
    return true;
  }
}
