package io.gopool.examples.benchmarks;

import java.util.Arrays;
import java.util.Optional;

/** What is measured. Less is better, whatever it is. */
enum Metric {

  /** Time per task; a throughput. */
  TIME("ns/task", ""),

  /** Half of the tasks started sooner after they were due. */
  P50("p50 us", "p50"),

  /** 99 of 100 started sooner. */
  P99("p99 us", "p99"),

  /** 999 of 1,000 started sooner. */
  P999("p99.9 us", "p999"),

  /** What one of them keeps on the heap. */
  RETAINED("heap bytes each", "retained"),

  /** What is allocated per task, by all threads. */
  ALLOCATED("bytes/task", "gc.alloc.rate.norm");

  private final String title;
  private final String label;

  Metric(String title, String label) {
    this.title = title;
    this.label = label;
  }

  /** Its name and unit, for readers. */
  String title() {
    return title;
  }

  /** The metric of a secondary result of JMH, by its label; most are of no interest. */
  static Optional<Metric> ofLabel(String label) {
    return Arrays.stream(values())
        .filter(metric -> !metric.label.isEmpty() && metric.label.equals(label))
        .findFirst();
  }
}
