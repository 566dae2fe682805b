package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many machines there are: Go's {@code newm} and {@code checkmcount}, which ends the program at
 * the limit. Here the limit, like a thread that cannot be started, is an error in the log and in
 * the statistics. What was runnable stays so; machines that become free see it, and sysmon tries
 * again.
 */
final class Machines {

  private final Core core;
  private final PaddedInt count = new PaddedInt(0);
  private final AtomicInteger numbers = new AtomicInteger();
  final AtomicLong started = new AtomicLong(); // a LongAdder may need memory
  final AtomicLong startFailures = new AtomicLong();
  final AtomicLong limitReached = new AtomicLong();

  Machines(Core core) {
    this.core = core;
  }

  /**
   * Starts a machine with a processor of the caller's; false if that cannot be. Never throws.
   *
   * @param again whether it is tried again, so that the failure was counted
   */
  boolean start(Processor p, boolean spins, boolean again) {
    if (!count.incrementIfBelow(core.config.maxMachines())) {
      count(limitReached, again);
      core.log.limitReached();
      return false;
    }
    try {
      core.config.starter().accept(new Machine(core, nextNumber(), p, spins));
    } catch (Throwable t) { // no memory, or no more threads
      count.addAndGet(-1);
      count(startFailures, again);
      core.log.startFailed(t);
      return false;
    }
    started.incrementAndGet();
    return true;
  }

  private static void count(AtomicLong failures, boolean again) {
    if (!again) {
      failures.incrementAndGet();
    }
  }

  int count() {
    return count.get();
  }

  /** Whether an idle one is one too many. */
  boolean isSurplus() {
    return count.get() > core.processors.limit();
  }

  /** Called by a machine that nobody will give a processor: true if it has to end. */
  boolean tryLeave() {
    if (core.isClosed()) {
      count.addAndGet(-1);
      return true;
    }
    return count.decrementIfAbove(core.processors.limit());
  }

  /** Called by a machine that ends with an error. */
  void died() {
    count.addAndGet(-1);
  }

  private int nextNumber() {
    return 1 + Integer.remainderUnsigned(numbers.getAndIncrement(), Ownership.MAX_MACHINE);
  }
}
