package io.gopool.examples.benchmarks;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.metrics.GopoolMetrics;
import io.gopool.trace.PoolTrace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Who looks on while tasks run: see {@link WatchedTaskBenchmark}, {@link InlineTaskBenchmark}. */
public enum Watching {

  /** Nobody. */
  NOBODY(pool -> () -> {}),

  /** An observer that does nothing and wants no times: what it costs to be told. */
  OBSERVER(pool -> pool.observe(new Idle())::close),

  /** The same, but the pool reads the clock for it. */
  TIMES(pool -> pool.observe(new PoolObserver() {})::close),

  /** Meters without timers. */
  METERS(pool -> metrics(GopoolMetrics.builder(pool).timers(false))),

  /** Meters with timers, for every task. */
  TIMERS(pool -> metrics(GopoolMetrics.builder(pool))),

  /** Meters with timers, for a tenth of the tasks. */
  TIMERS_SAMPLED(pool -> metrics(GopoolMetrics.builder(pool).sampling(0.1))),

  /** Meters with timers by the names of tasks. */
  TIMERS_NAMED(pool -> metrics(GopoolMetrics.builder(pool).taskTag(10))),

  /** What the timers would cost if each task's times were recorded in Micrometer's own. */
  MICROMETER(pool -> pool.observe(new Direct(registry()))::close),

  /** A listener that counts, told of the end of each task. */
  LISTENER_ENDS(pool -> listen(pool, EnumSet.of(EventType.TASK_FINISHED))),

  /** A listener that counts, told of everything. */
  LISTENER(pool -> listen(pool, EnumSet.allOf(EventType.class))),

  /** A timeline. */
  TIMELINE(pool -> PoolTrace.start(pool)::close),

  /** The Flight Recorder, which records tasks that wait or run for long: here none or few. */
  FLIGHT_RECORDER(pool -> recording("20 ms")),

  /** The Flight Recorder, which records the wait and the run of each task. */
  FLIGHT_RECORDER_ALL(pool -> recording("0 ms"));

  /** What ends it. */
  interface End {
    void run();
  }

  @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing that changes
  private final Function<WorkerPool, End> begin;

  Watching(Function<WorkerPool, End> begin) {
    this.begin = begin;
  }

  End begin(WorkerPool pool) {
    return begin.apply(pool);
  }

  private static MeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  private static End metrics(GopoolMetrics.Builder settings) {
    GopoolMetrics metrics = settings.build();
    metrics.bindTo(registry());
    return metrics::close;
  }

  /** Where the ring runs full, events are dropped, which is cheap: so it says how many were. */
  private static End listen(WorkerPool pool, Set<EventType> events) {
    Counting counting = new Counting();
    EventBus bus = EventBus.builder().listener(counting).events(events).ringSize(1 << 16).build();
    bus.attach(pool);
    return () -> {
      bus.close();
      System.out.printf(
          Locale.ROOT,
          "%ndropped %,d events in %,d tasks; told %s%n",
          bus.dropped(),
          pool.stats().submitted(),
          counting);
    };
  }

  private static End recording(String threshold) {
    Recording recording = new Recording();
    recording.enable("io.gopool.TaskRun").with("threshold", threshold);
    recording.enable("io.gopool.TaskWait").with("waitThreshold", threshold);
    recording.start();
    return recording::close;
  }

  /** Does nothing. */
  private static final class Idle implements PoolObserver {
    @Override
    public boolean wantsTimes() {
      return false;
    }
  }

  /** Adds up what it is told of tasks, so that no call can be left out. */
  private static final class Counting implements PoolListener {

    private long accepted;
    private long started;
    private long finished;
    private long waitedNanos;
    private long ranNanos;

    @Override
    public void taskAccepted(String pool, ObservedTask task) {
      accepted++;
    }

    @Override
    public void taskStarted(String pool, ObservedTask task, Thread worker, long waited) {
      started++;
    }

    @Override
    public void taskFinished(
        String pool,
        ObservedTask task,
        TaskOutcome outcome,
        @Nullable Throwable failure,
        long waited,
        long ran) {
      finished++;
      waitedNanos += waited;
      ranNanos += ran;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d accepted, %,d started, %,d finished; %,d ns waited, %,d ns run",
          accepted,
          started,
          finished,
          waitedNanos,
          ranNanos);
    }
  }

  /** Records in timers with the buckets that Micrometer has by default. */
  private static final class Direct implements PoolObserver {

    private final Timer wait;
    private final Timer run;

    Direct(MeterRegistry registry) {
      wait = Timer.builder("wait").publishPercentileHistogram().register(registry);
      run = Timer.builder("run").publishPercentileHistogram().register(registry);
    }

    @Override
    public void taskStarted(ObservedTask task) {
      wait.record(task.startedNanos() - task.acceptedNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
      run.record(task.finishedNanos() - task.startedNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
