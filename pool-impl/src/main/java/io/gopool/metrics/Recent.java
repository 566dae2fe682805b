package io.gopool.metrics;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Remembers what was read in the last two minutes, so that percentiles and a maximum can be those
 * of the present and not of the process's whole life.
 *
 * <p>Nothing runs in the background: time passes only when somebody reads. The recent past is
 * everything since the newest remembered reading that is at least two minutes old, or else since
 * the beginning. So it is two minutes to two minutes and twenty seconds if there are readings all
 * the time, and longer if the last one was long ago. Not thread-safe.
 */
final class Recent {

  static final long NANOS = TimeUnit.MINUTES.toNanos(2);
  static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  /**
   * @param buckets how many counts there are
   */
  Recent(long now, int buckets) {
    steps.add(new Step(now, new long[buckets]));
  }

  /**
   * Remembers a reading.
   *
   * @param counts cumulative; kept, so not to be changed
   * @param max the longest duration since the last call
   */
  void add(long now, long[] counts, long max) {
    Step last = steps.getLast();
    last.max = Math.max(last.max, max);
    if (now - last.begin >= STEP_NANOS) {
      steps.add(new Step(now, counts));
    }
    dropBefore(now - NANOS);
  }

  /** Drops the steps that the next one makes superfluous, as that is old enough as well. */
  private void dropBefore(long limit) {
    while (steps.size() > 1) {
      Step first = steps.removeFirst();
      if (steps.getFirst().begin - limit > 0) {
        steps.addFirst(first);
        return;
      }
    }
  }

  /** Returns how much of some cumulative counts is of the recent past. */
  long[] of(long[] counts) {
    long[] before = steps.getFirst().counts;
    long[] recent = new long[counts.length];
    for (int i = 0; i < recent.length; i++) {
      recent[i] = counts[i] - before[i];
    }
    return recent;
  }

  /** Returns the longest duration of the recent past. */
  long max() {
    return steps.stream().mapToLong(s -> s.max).max().orElse(0);
  }

  /** The time from one remembered reading to the next. */
  private static final class Step {

    final long begin;
    final long[] counts;
    long max;

    Step(long begin, long[] counts) {
      this.begin = begin;
      this.counts = counts;
    }
  }
}
