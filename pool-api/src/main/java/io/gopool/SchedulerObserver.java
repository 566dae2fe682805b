package io.gopool;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a {@link GpmScheduler} does, by the very thread that does it. Attached with {@link
 * GpmScheduler#observe}; without any a step of a virtual thread pays one branch.
 *
 * <p>Each method must be quick and thread-safe. It must not block, park, or wait for a lock that a
 * virtual thread may hold, because the thread that calls it is one that all virtual threads of the
 * scheduler need. What it throws is logged once and otherwise ignored.
 *
 * <p>Processors and machines are named by their numbers: those of {@link
 * SchedulerStats.ProcessorStats#index} and of the platform threads' names.
 */
public interface SchedulerObserver {

  /** Why a processor left the virtual thread that ran on it. */
  enum Cause {
    /** It was kept for longer than {@link GpmScheduler.Builder#handoffAfter}. */
    SYSMON,
    /** The virtual thread called {@link GpmScheduler#blocking}. */
    BLOCKING
  }

  /** Instead of a processor's number: the machine has none. */
  int NO_PROCESSOR = -1;

  /** A machine (platform thread) has started; called by that thread. */
  default void machineStarted(int machine) {}

  /** A machine is about to end; called by that thread. */
  default void machineStopped(int machine) {}

  /**
   * A processor was taken from the virtual thread on it, which goes on without. Told before anybody
   * else has the processor.
   */
  default void handoff(int processor, Cause cause) {}

  /**
   * A machine moved virtual threads from the queue of another processor to its own.
   *
   * @param from whose queue it was
   * @param to the processor of the machine
   * @param n how many
   */
  default void stolen(int from, int to, int n) {}

  /**
   * A machine is about to run a virtual thread up to its next park, yield or end; called by the
   * machine's platform thread, as is {@link #goroutineStopped}, which is told to the same
   * observers.
   *
   * @param goroutine the virtual thread; null for one that inherited the scheduler
   */
  default void goroutineStarted(int processor, int machine, @Nullable Thread goroutine) {}

  /**
   * A virtual thread has come back from {@link GpmScheduler#blocking} and found an idle processor;
   * it goes on with that. Called by the virtual thread.
   */
  default void goroutineRegained(int processor, int machine) {}

  /**
   * The virtual thread has parked, yielded or ended.
   *
   * @param processor what the machine has now: the one that it began with, another one if that was
   *     handed off in {@link GpmScheduler#blocking}, or {@link #NO_PROCESSOR}
   */
  default void goroutineStopped(int processor, int machine) {}
}
