package io.gopool.scheduler;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many goroutines of the factories live: those that were started less those that have ended.
 *
 * <p><b>Why two adders.</b> An adder's sum is no snapshot of its cells. With one that goes up and
 * down T could read zero while something lives: T reads a cell; A, the only one that lives, starts
 * B, which adds to that cell; A ends, which subtracts from another; T reads that one. Two that only
 * grow, of which T reads the ended first, make no such error. For any moment between the two
 * readings
 *
 * <pre>{@code
 * ended as read <= ended then <= started then <= started as read
 * }</pre>
 *
 * <p>and if the outer ones are equal nothing lived at that moment.
 */
final class Live {

  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final AtomicLong endedWithoutMemory = new AtomicLong();

  /** One is about to become runnable for the first time. */
  void start() {
    started.increment();
  }

  /** One that was counted as started has ended. */
  void end() {
    try {
      // (E6) has ended, not yet counted
      ended.increment();
    } catch (OutOfMemoryError e) { // for another cell, which would have had the count
      endedWithoutMemory.incrementAndGet();
    }
  }

  /** Zero only if nothing lived at some moment of the call, and never less. */
  long sum() {
    long gone = ended.sum() + endedWithoutMemory.get();
    // (E5) the ended are read, the started not yet
    return started.sum() - gone;
  }
}
