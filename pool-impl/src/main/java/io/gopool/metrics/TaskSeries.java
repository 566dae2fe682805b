package io.gopool.metrics;

import java.util.function.LongSupplier;

/** How long tasks waited and ran, all of a pool or those of one name. */
final class TaskSeries {

  final Distribution wait;
  final Distribution run;

  TaskSeries(LongSupplier clock, int stripes) {
    wait = new Distribution(clock, stripes);
    run = new Distribution(clock, stripes);
  }

  void register(MeterSet meters) {
    HistogramMeters.register(
        meters,
        "gopool.task.wait",
        "Time from a task's admission to its start",
        HistogramMeters.BOUNDS,
        wait);
    HistogramMeters.register(
        meters,
        "gopool.task.run",
        "Time from a task's start to its end",
        HistogramMeters.BOUNDS,
        run);
  }
}
