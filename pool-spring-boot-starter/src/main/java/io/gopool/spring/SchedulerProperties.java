package io.gopool.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the G-P-M scheduler.
 *
 * @param enabled Whether there is a GpmScheduler bean. 'auto': where the JVM supports it. 'true':
 *     it is an error if the JVM does not.
 * @param processors Virtual threads that run at once; by default one per available processor.
 * @param maxMachines Most platform threads, 10,000 by default.
 * @param handoffAfter How long a virtual thread may keep its processor without parking or yielding,
 *     10 ms by default.
 * @param idleMachineExpiry How long a platform thread beyond the processors stays without work, 10
 *     seconds by default.
 */
public record SchedulerProperties(
    @DefaultValue("auto") Mode enabled,
    @Nullable Integer processors,
    @Nullable Integer maxMachines,
    @Nullable Duration handoffAfter,
    @Nullable Duration idleMachineExpiry) {

  // The scheduler's own.
  static final int DEFAULT_MAX_MACHINES = 10_000;
  static final Duration DEFAULT_HANDOFF_AFTER = Duration.ofMillis(10);
  static final Duration DEFAULT_IDLE_MACHINE_EXPIRY = Duration.ofSeconds(10);
  private static final int MAX_PROCESSORS = 256;

  /** Returns how many processors there are where nobody says. */
  static int defaultProcessors() {
    return Math.min(MAX_PROCESSORS, Runtime.getRuntime().availableProcessors());
  }

  /** When there is a scheduler. */
  public enum Mode {
    /** Where the JVM supports it. */
    AUTO,
    /** Always. */
    TRUE,
    /** Never. */
    FALSE
  }
}
