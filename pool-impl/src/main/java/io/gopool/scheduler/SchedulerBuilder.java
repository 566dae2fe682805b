package io.gopool.scheduler;

import io.gopool.GpmScheduler;
import io.gopool.Instrument;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Collects and checks the settings of a scheduler. */
final class SchedulerBuilder implements GpmScheduler.Builder {

  private static final int MAX_MACHINES = 10_000;
  private static final Duration MIN_HANDOFF = Duration.ofNanos(100_000);
  private static final Duration MAX_HANDOFF = Duration.ofHours(1);

  private final String name;
  private int processors = availableProcessors();
  private int maxMachines = MAX_MACHINES;
  private Duration handoffAfter = Duration.ofMillis(10);
  private long idleMachineExpiryNanos = Duration.ofSeconds(10).toNanos();
  private boolean daemon = true;
  private Consumer<Machine> starter = Thread::start;

  SchedulerBuilder(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "name must not be blank, was '" + name + "'; it names the scheduler in threads and logs");
    }
    this.name = name;
  }

  private static int availableProcessors() {
    return Math.min(Processors.MAX, Runtime.getRuntime().availableProcessors());
  }

  static int checkProcessors(int p) {
    if (p < 1 || p > Processors.MAX) {
      throw new IllegalArgumentException(
          "processors must be in [1, "
              + Processors.MAX
              + "], was "
              + p
              + "; the default is the number of available processors, here "
              + availableProcessors());
    }
    return p;
  }

  @Override
  public SchedulerBuilder processors(int p) {
    processors = checkProcessors(p);
    return this;
  }

  @Override
  public SchedulerBuilder maxMachines(int m) {
    if (m < 1 || m > MAX_MACHINES) {
      throw new IllegalArgumentException(
          "maxMachines must be in [1, "
              + MAX_MACHINES
              + "], was "
              + m
              + "; leave it out for "
              + MAX_MACHINES);
    }
    maxMachines = m;
    return this;
  }

  @Override
  public SchedulerBuilder handoffAfter(Duration d) {
    if (d.compareTo(MIN_HANDOFF) < 0 || d.compareTo(MAX_HANDOFF) > 0) {
      throw new IllegalArgumentException(
          "handoffAfter must be in ["
              + MIN_HANDOFF
              + ", "
              + MAX_HANDOFF
              + "], was "
              + d
              + "; leave it out for 10 ms");
    }
    handoffAfter = d;
    return this;
  }

  @Override
  public SchedulerBuilder idleMachineExpiry(Duration d) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          "idleMachineExpiry must not be negative, was " + d + "; use zero to keep none");
    }
    idleMachineExpiryNanos = Durations.nanos(d);
    return this;
  }

  @Override
  public SchedulerBuilder daemon(boolean value) {
    daemon = value;
    return this;
  }

  /** For tests. */
  SchedulerBuilder starter(Consumer<Machine> value) {
    starter = value;
    return this;
  }

  @Override
  public DefaultGpmScheduler build() {
    requireSupported();
    DefaultGpmScheduler scheduler = new DefaultGpmScheduler(config());
    Instrument.tell(scheduler);
    return scheduler;
  }

  static void requireSupported() {
    String unsupported = Trial.unsupportedReason();
    if (unsupported != null) {
      throw new UnsupportedOperationException(unsupported);
    }
  }

  SchedulerConfig config() {
    return new SchedulerConfig(
        name,
        processors,
        maxMachines,
        Durations.nanos(handoffAfter),
        idleMachineExpiryNanos,
        daemon,
        starter);
  }
}
