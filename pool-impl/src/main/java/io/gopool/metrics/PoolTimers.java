package io.gopool.metrics;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.TaskOutcome;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records how long tasks wait and run and how long submitters are blocked. Most methods are on the
 * path of a task, so they do no more than {@link DurationStripes} needs.
 */
final class PoolTimers implements PoolObserver {

  private static final long LONG_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  private final double samplingRate;
  private final TaskSeries all;
  private final @Nullable TaskNames names;
  private final Distribution blocked;
  private final Consumer<State> stateChanged;

  /**
   * @param all for all tasks; not used if there are {@code names}
   */
  PoolTimers(
      double samplingRate,
      TaskSeries all,
      @Nullable TaskNames names,
      Distribution blocked,
      Consumer<State> stateChanged) {
    this.samplingRate = samplingRate;
    this.all = all;
    this.names = names;
    this.blocked = blocked;
    this.stateChanged = stateChanged;
  }

  void register(PoolBinding binding) {
    if (names == null) {
      all.register(binding.meters());
    } else {
      binding.add(TaskNames.OTHER, names.other());
      names.all().forEach(binding::add);
    }
    HistogramMeters.register(
        binding.meters(),
        "gopool.submit.blocked",
        "Time that submitters were blocked, admitted in the end or not",
        HistogramMeters.BOUNDS,
        blocked);
  }

  /** Called now and then by who reads the meters. */
  void tidy() {
    if (names != null) {
      names.tidy();
    }
  }

  /**
   * Records the wait if it was a long one. A short one is recorded at the task's end: two atomic
   * writes in a row cost a worker little more than one.
   */
  @Override
  public void taskStarted(ObservedTask task) {
    long accepted = task.acceptedNanos();
    long started = task.startedNanos();
    if (accepted != 0 && started - accepted >= LONG_WAIT && isTimed(task, started)) {
      series(task).wait.record(started - accepted);
    }
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    long accepted = task.acceptedNanos();
    long started = task.startedNanos();
    long finished = task.finishedNanos();
    if (finished != 0 && isTimed(task, started)) {
      TaskSeries series = series(task);
      if (accepted != 0 && started - accepted < LONG_WAIT) {
        series.wait.record(started - accepted);
      }
      series.run.record(finished - started);
    }
  }

  @Override
  public double samplingRate() {
    return samplingRate;
  }

  /** Zero is an unknown time. The same at the start of a task and at its end. */
  private boolean isTimed(ObservedTask task, long started) {
    return started != 0 && task.sample() < samplingRate;
  }

  private TaskSeries series(ObservedTask task) {
    return names == null ? all : names.of(task.name());
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    if (waitedNanos != 0) {
      blocked.record(waitedNanos);
    }
  }

  @Override
  public void stateChanged(State from, State to) {
    stateChanged.accept(to);
  }
}
