package io.gopool.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * How a machine is given a processor. Whoever took the machine off the idle stack calls {@link
 * #give} once, and wakes it; the machine finds the processor with {@link #take}.
 *
 * <p>Whether the machine counts among the spinning from now on goes with the processor, in a field
 * of its own. The race, were it written to the machine's: M pushes itself onto the stack, and is
 * about to subtract itself from the spinning; W has counted one, takes M off and says that it
 * spins; M subtracts itself, for the second time.
 */
final class Handover {

  private boolean spins; // goes with the processor

  private volatile @Nullable Processor processor;

  /** Called by the one who claimed the machine. */
  void give(Processor p, boolean counts) {
    spins = counts; // not yet the machine's own: it may still be on its way to the stack
    // (M7) what goes with it is written, the processor not yet
    processor = p; // volatile: publishes the above
  }

  /** Called by the machine: what it was given, or null. */
  @Nullable Processor take() {
    Processor p = processor;
    if (p != null) {
      processor = null;
    }
    return p;
  }

  /** Called by the machine that has just taken one: whether it counts among the spinning. */
  boolean spins() {
    return spins;
  }
}
