package io.gopool;

import java.util.List;

/**
 * A snapshot of a {@link GpmScheduler}, taken without stopping it: each number is a reading of a
 * moving system, and numbers may be some steps apart. Once nothing moves all are exact. The {@code
 * long}s but for the states of virtual threads only ever grow.
 *
 * @param name the scheduler's name
 * @param processors a line for each processor
 * @param globalQueue runnable virtual threads in the global queue
 * @param machines platform threads that carry virtual threads, idle ones included
 * @param idleMachines machines parked without work
 * @param spinningMachines machines that look for work
 * @param machinesWithoutProcessor machines that are in a virtual thread which lost its processor:
 *     it computes, or blocks its platform thread
 * @param machinesStarted machines started so far
 * @param machineStartFailures how often a machine could not be started for lack of memory or
 *     threads; further tries for the same need are not counted
 * @param machineLimitReached how often a machine was needed beyond {@code maxMachines}; further
 *     tries for the same need are not counted
 * @param machineErrors errors that came out of the scheduler's or the JDK's code on a machine
 * @param sysmonHandoffs processors taken from a virtual thread that kept them too long
 * @param blockingHandoffs processors handed on by {@link GpmScheduler#blocking}
 * @param live virtual threads of the factories that were started and have not ended
 * @param runnable virtual threads in a queue; one whose stack was read meanwhile, for a thread dump
 *     say, is in it more than once
 * @param running virtual threads on a machine
 * @param waiting virtual threads of the factories that are parked: {@code live} without the
 *     runnable and the running, and so too few while inherited ones are among these
 * @param latencies how long virtual threads were runnable before they ran, one step in eight
 */
public record SchedulerStats(
    String name,
    List<ProcessorStats> processors,
    int globalQueue,
    int machines,
    int idleMachines,
    int spinningMachines,
    int machinesWithoutProcessor,
    long machinesStarted,
    long machineStartFailures,
    long machineLimitReached,
    long machineErrors,
    long sysmonHandoffs,
    long blockingHandoffs,
    long live,
    long runnable,
    long running,
    long waiting,
    LatencyHistogram latencies) {

  /** What a processor does. */
  public enum ProcessorStatus {
    /** No machine has it. */
    IDLE,
    /** A machine has it, and runs a virtual thread or looks for one. */
    RUNNING
  }

  /**
   * A processor.
   *
   * @param index its number, from 0
   * @param status what it does
   * @param queued virtual threads in its queue, the one in {@code runNext} included
   * @param runNextUsed how often the virtual thread woken last ran next, past the queue
   * @param tick steps of virtual threads run, modulo 2^32
   * @param stealsIn virtual threads taken from other processors
   * @param stealsOut virtual threads that others took from it
   */
  public record ProcessorStats(
      int index,
      ProcessorStatus status,
      int queued,
      long runNextUsed,
      long tick,
      long stealsIn,
      long stealsOut) {}
}
