package io.gopool.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How late the tasks of an iteration have started, in microseconds; JMH reads the percentiles. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Delays {

  private final Histogram nanos = new Histogram(/* numberOfSignificantValueDigits= */ 3);

  /** Forgets the iteration before. */
  @Setup(Level.Iteration)
  public void reset() {
    nanos.reset();
  }

  void add(DueTask task) {
    nanos.recordValue(Math.max(0, task.delay()));
  }

  /** The median. */
  public double p50() {
    return percentile(50);
  }

  /** The 99th percentile. */
  public double p99() {
    return percentile(99);
  }

  /** The 99.9th percentile. */
  public double p999() {
    return percentile(99.9);
  }

  private double percentile(double percentile) {
    return nanos.getValueAtPercentile(percentile) / (double) TimeUnit.MICROSECONDS.toNanos(1);
  }
}
