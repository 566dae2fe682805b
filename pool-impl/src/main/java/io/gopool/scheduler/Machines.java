package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

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
  final LongAdder started = new LongAdder();
  final LongAdder startFailures = new LongAdder();
  final LongAdder limitReached = new LongAdder();

  Machines(Core core) {
    this.core = core;
  }

  /** Starts a machine with a processor of the caller's; false if that cannot be. */
  boolean start(Processor p, boolean spins) {
    int max = core.config.maxMachines();
    if (!count.incrementIfBelow(max)) {
      limitReached.increment();
      core.log.limitReached(max);
      return false;
    }
    try {
      core.config.starter().accept(new Machine(core, nextNumber(), p, spins));
    } catch (Throwable t) { // no memory, or no more threads
      count.addAndGet(-1);
      startFailures.increment();
      core.log.startFailed(t);
      return false;
    }
    started.increment();
    return true;
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
