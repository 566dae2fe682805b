package io.gopool.scheduler;

import java.util.function.Consumer;

/**
 * The settings of a scheduler.
 *
 * @param starter starts a machine's thread; tests put in one that fails
 */
record SchedulerConfig(
    String name,
    int processors,
    int maxMachines,
    long handoffAfterNanos,
    long idleMachineExpiryNanos,
    boolean daemon,
    Consumer<Machine> starter) {}
