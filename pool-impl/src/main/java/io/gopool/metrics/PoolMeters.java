package io.gopool.metrics;

import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.WorkerExit;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters that are read from {@link PoolStats}. */
final class PoolMeters {

  private static final String TASKS = "tasks";
  private static final String THREADS = "threads";

  private final MeterSet meters;
  private final Supplier<PoolStats> stats;
  private final LongSupplier droppedEvents;
  private final AtomicLong submitted = new AtomicLong(); // the greatest that was read

  /**
   * @param droppedEvents how many events were dropped so far
   */
  PoolMeters(MeterSet meters, Supplier<PoolStats> stats, LongSupplier droppedEvents) {
    this.meters = meters;
    this.stats = stats;
    this.droppedEvents = droppedEvents;
  }

  void register() {
    levels();
    tasks();
    refusals();
    workers();
    meters.counter(
        "gopool.events.dropped",
        Tags.empty(),
        "events",
        "Events for listeners that were dropped because the event bus was full",
        droppedEvents);
  }

  private void levels() {
    gauge(
        "gopool.capacity",
        TASKS,
        "The most tasks that may run at once; +Inf if there is no limit",
        s -> unlessMax(s.capacity()));
    gauge(
        "gopool.queue.capacity",
        TASKS,
        "The most admitted tasks that may wait for a slot",
        s -> unlessMax(s.queueCapacity()));
    gauge("gopool.queue.size", TASKS, "Admitted tasks that wait for a slot", PoolStats::queued);
    gauge(
        "gopool.submitters.waiting",
        THREADS,
        "Submitters that are blocked until their task is admitted",
        PoolStats::waiting);
  }

  private static double unlessMax(int limit) {
    return limit == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : limit;
  }

  private void tasks() {
    counter(
        "gopool.tasks.submitted",
        Tags.empty(),
        TASKS,
        "Tasks admitted, or run inline by their submitter",
        s -> submitted.accumulateAndGet(s.submitted(), Math::max)); // see PoolStats
    outcome("success", PoolStats::completed);
    outcome("failure", PoolStats::failed);
    outcome("cancelled", PoolStats::cancelled);
    counter(
        "gopool.steals",
        Tags.empty(),
        TASKS,
        "Tasks that a worker took from the queue of another processor",
        PoolStats::stolen);
  }

  private void outcome(String outcome, ToLongFunction<PoolStats> count) {
    counter(
        "gopool.tasks",
        Tags.of("outcome", outcome),
        TASKS,
        "Tasks that ended: returned, threw, or were cancelled",
        count);
  }

  private void refusals() {
    for (RejectReason reason : RejectReason.values()) {
      counter(
          "gopool.tasks.rejected",
          Tags.of("reason", tagValue(reason)),
          TASKS,
          "Submissions that were refused",
          s -> s.rejected(reason));
    }
  }

  private void workers() {
    worker("running", PoolStats::running);
    worker("idle", PoolStats::idle);
    counter(
        "gopool.workers.spawned",
        Tags.empty(),
        THREADS,
        "Worker threads started",
        PoolStats::spawned);
    for (WorkerExit reason : WorkerExit.values()) {
      counter(
          "gopool.workers.retired",
          Tags.of("reason", tagValue(reason)),
          THREADS,
          "Worker threads that left",
          s -> s.retired(reason));
    }
  }

  private void worker(String state, ToDoubleFunction<PoolStats> count) {
    meters.gauge(
        "gopool.workers",
        Tags.of("state", state),
        THREADS,
        "Workers that have a task, counting tasks on their way to one, and workers without",
        () -> count.applyAsDouble(stats.get()));
  }

  private void gauge(
      String name, String unit, String description, ToDoubleFunction<PoolStats> value) {
    meters.gauge(name, Tags.empty(), unit, description, () -> value.applyAsDouble(stats.get()));
  }

  private void counter(
      String name, Tags extra, String unit, String description, ToLongFunction<PoolStats> count) {
    meters.counter(name, extra, unit, description, () -> count.applyAsLong(stats.get()));
  }

  private static String tagValue(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
