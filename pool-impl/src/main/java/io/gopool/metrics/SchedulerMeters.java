package io.gopool.metrics;

import io.gopool.SchedulerStats;
import io.gopool.SchedulerStats.ProcessorStats;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** The meters that are read from {@link SchedulerStats}. */
final class SchedulerMeters {

  private static final String THREADS = "threads";
  private static final String GOROUTINES = "goroutines";
  private static final int MAX_PROCESSORS = 256;

  private final MeterSet meters;
  private final Memo<SchedulerStats> memo;
  private final LongSupplier clock;
  private final AtomicInteger queues = new AtomicInteger(); // processors whose queue has a gauge
  private final AtomicLongArray steals = new AtomicLongArray(MAX_PROCESSORS);

  SchedulerMeters(MeterSet meters, Supplier<SchedulerStats> source, LongSupplier clock) {
    this.meters = meters;
    this.clock = clock;
    memo = new Memo<>(clock, source);
  }

  void register() {
    meters.gauge(
        "gopool.scheduler.processors",
        Tags.empty(),
        "processors",
        "Processors: how many virtual threads run at once, stuck ones aside",
        () -> stats().processors().size());
    machines();
    queue("global", SchedulerStats::globalQueue);
    goroutines();
    moves();
    HistogramMeters.register(
        meters,
        "gopool.scheduler.latency",
        "Time that virtual threads were runnable before they ran, one step in eight",
        SchedulerLatency.exported(stats().latencies()),
        new SchedulerLatency(clock, () -> stats().latencies()));
  }

  private void machines() {
    machine("idle", SchedulerStats::idleMachines);
    machine("spinning", SchedulerStats::spinningMachines);
    machine("stuck", SchedulerStats::machinesWithoutProcessor);
    machine("running", SchedulerMeters::runningMachines);
  }

  private static double runningMachines(SchedulerStats s) {
    int others = s.idleMachines() + s.spinningMachines() + s.machinesWithoutProcessor();
    return Math.max(0, s.machines() - others); // readings of a moving system
  }

  private void machine(String state, ToDoubleFunction<SchedulerStats> count) {
    gauge(
        "gopool.scheduler.machines",
        Tags.of("state", state),
        THREADS,
        "Platform threads that carry virtual threads; a stuck one is in a virtual thread that lost"
            + " its processor",
        count);
  }

  /**
   * Reads the scheduler. If there are more processors than ever before, each of the new ones gets a
   * gauge: there is no other moment to notice.
   */
  private SchedulerStats stats() {
    SchedulerStats stats = memo.get();
    int known = queues.get();
    while (known < stats.processors().size()) {
      if (queues.compareAndSet(known, known + 1)) {
        int index = known;
        queue(Integer.toString(index), s -> queued(s.processors(), index));
      }
      known = queues.get();
    }
    return stats;
  }

  /** Zero after the number of processors was reduced. */
  private static double queued(List<ProcessorStats> processors, int index) {
    return index < processors.size() ? processors.get(index).queued() : 0;
  }

  private void queue(String p, ToDoubleFunction<SchedulerStats> size) {
    gauge(
        "gopool.scheduler.runqueue.size",
        Tags.of("p", p),
        GOROUTINES,
        "Runnable virtual threads in a processor's queue, and in the global one",
        size);
  }

  private void goroutines() {
    goroutine("runnable", SchedulerStats::runnable);
    goroutine("running", SchedulerStats::running);
    goroutine("waiting", SchedulerStats::waiting);
  }

  private void goroutine(String state, ToDoubleFunction<SchedulerStats> count) {
    gauge(
        "gopool.scheduler.goroutines",
        Tags.of("state", state),
        GOROUTINES,
        "Virtual threads in a queue, on a machine, and parked",
        count);
  }

  private void moves() {
    counter(
        "gopool.scheduler.steals",
        Tags.empty(),
        GOROUTINES,
        "Virtual threads taken from the queue of another processor",
        this::steals);
    handoffs("sysmon", SchedulerStats::sysmonHandoffs);
    handoffs("blocking", SchedulerStats::blockingHandoffs);
  }

  /** The count of a processor that is gone stays what it was last seen to be. */
  private long steals(SchedulerStats stats) {
    for (ProcessorStats p : stats.processors()) {
      steals.accumulateAndGet(p.index(), p.stealsIn(), Math::max);
    }
    return IntStream.range(0, steals.length()).mapToLong(steals::get).sum();
  }

  private void handoffs(String cause, ToLongFunction<SchedulerStats> count) {
    counter(
        "gopool.scheduler.handoffs",
        Tags.of("cause", cause),
        "handoffs",
        "Processors taken from a virtual thread that kept them too long, or that said it blocks",
        count);
  }

  private void gauge(
      String name,
      Tags extra,
      String unit,
      String description,
      ToDoubleFunction<SchedulerStats> value) {
    meters.gauge(name, extra, unit, description, () -> value.applyAsDouble(stats()));
  }

  private void counter(
      String name,
      Tags extra,
      String unit,
      String description,
      ToLongFunction<SchedulerStats> count) {
    meters.counter(name, extra, unit, description, () -> count.applyAsLong(stats()));
  }
}
