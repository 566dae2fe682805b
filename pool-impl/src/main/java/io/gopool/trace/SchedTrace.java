package io.gopool.trace;

import io.gopool.GpmScheduler;
import io.gopool.PoolStats;
import io.gopool.SchedulerStats;
import io.gopool.SchedulerStats.ProcessorStats;
import io.gopool.SchedulerStats.ProcessorStatus;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a line about all pools and schedulers that it was given, which it does not keep. */
final class SchedTrace {

  static final String PROPERTY = "io.gopool.schedtrace";

  private static final int MOST_PARTS = 50;

  private final LongSupplier nanos;
  private final Consumer<String> out;
  private final long zero;
  private final List<WeakReference<WorkerPool>> pools = new ArrayList<>();
  private final List<WeakReference<GpmScheduler>> schedulers = new ArrayList<>();

  SchedTrace(LongSupplier nanos, Consumer<String> out) {
    this.nanos = nanos;
    this.out = out;
    zero = nanos.getAsLong();
  }

  /**
   * Returns the period in milliseconds.
   *
   * @throws IllegalArgumentException if the property has another value
   */
  static long period(String property) {
    long millis;
    try {
      millis = Long.parseLong(property.strip());
    } catch (NumberFormatException e) {
      millis = 0;
    }
    if (millis < 1) {
      throw new IllegalArgumentException(
          (PROPERTY + " must be a period of 1 ms or more, in milliseconds, was '" + property + "'")
              + ("; for instance -D" + PROPERTY + "=1000"));
    }
    return millis;
  }

  synchronized void add(WorkerPool pool) {
    forget(pools, pool); // if it is rebooted before anybody was told that it ended
    pools.add(new WeakReference<>(pool));
  }

  synchronized void add(GpmScheduler scheduler) {
    forget(schedulers, scheduler);
    schedulers.add(new WeakReference<>(scheduler));
  }

  synchronized void closed(WorkerPool pool) {
    if (pool.state() != State.OPEN) { // else it was rebooted
      forget(pools, pool);
    }
  }

  synchronized void closed(GpmScheduler scheduler) {
    forget(schedulers, scheduler);
  }

  /** And those that nobody else refers to. */
  private static <T> void forget(List<WeakReference<T>> all, T one) {
    all.removeIf(ref -> ref.refersTo(one) || ref.refersTo(null));
  }

  synchronized boolean isEmpty() {
    return pools.isEmpty() && schedulers.isEmpty();
  }

  /** Writes a line each period, until the thread is interrupted. */
  void run(long periodNanos) {
    long due = nanos.getAsLong() + periodNanos;
    while (!Thread.currentThread().isInterrupted()) {
      long left = due - nanos.getAsLong();
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        write();
        due =
            Math.max(due, nanos.getAsLong() - periodNanos) + periodNanos; // no burst after a pause
      }
    }
  }

  /** Writes a line now. */
  void write() {
    out.accept(line());
  }

  private String line() {
    List<String> parts = parts();
    int more = parts.size() - MOST_PARTS;
    String text =
        parts.isEmpty()
            ? "no pools"
            : parts.stream().limit(MOST_PARTS).collect(Collectors.joining(" | "));
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - zero);
    return "SCHED " + millis + "ms: " + text + (more > 0 ? " | and " + more + " more" : "");
  }

  private synchronized List<String> parts() {
    Stream<String> ofPools =
        pools.stream()
            .map(WeakReference::get)
            .filter(Objects::nonNull)
            .map(WorkerPool::stats)
            .filter(s -> s.state() != State.CLOSED)
            .map(SchedTrace::part);
    Stream<String> ofSchedulers =
        schedulers.stream()
            .map(WeakReference::get)
            .filter(Objects::nonNull)
            .map(s -> part(s.stats()));
    return Stream.concat(ofPools, ofSchedulers).toList();
  }

  private static String part(PoolStats s) {
    String capacity = s.capacity() == Integer.MAX_VALUE ? "unbounded" : "" + s.capacity();
    return ("pool \"" + s.name() + "\"" + (s.state() == State.OPEN ? "" : " " + s.state()))
        + (" running=" + s.running() + "/" + capacity + " idle=" + s.idle())
        + (" queued=" + s.queued() + "/" + s.queueCapacity() + " waiting=" + s.waiting());
  }

  private static String part(SchedulerStats s) {
    List<ProcessorStats> ps = s.processors();
    long idle = ps.stream().filter(p -> p.status() == ProcessorStatus.IDLE).count();
    String queues =
        ps.stream().map(p -> Integer.toString(p.queued())).collect(Collectors.joining(" "));
    return ("scheduler \"" + s.name() + "\" ps=" + ps.size() + " idleps=" + idle)
        + (" ms=" + s.machines() + " spinningms=" + s.spinningMachines())
        + (" idlems=" + s.idleMachines() + " stuckms=" + s.machinesWithoutProcessor())
        + (" gs=" + s.live() + " runqueue=" + s.globalQueue() + " [" + queues + "]");
  }
}
