package io.gopool.metrics;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Durations that many threads record and that are read now and then. Thread-safe. */
final class Distribution implements Supplier<DurationReading> {

  private static final long[] BOUNDS = Buckets.bounds();

  private final LongSupplier clock;
  private final DurationStripes stripes;
  private final Memo<DurationReading> memo;

  // Guarded by the memo.
  private final long[] lastSums;
  private final Recent recent;
  private double sum;

  /**
   * @param clock nanoseconds
   * @param stripes see {@link DurationStripes}
   */
  Distribution(LongSupplier clock, int stripes) {
    this.clock = clock;
    this.stripes = new DurationStripes(stripes);
    lastSums = new long[this.stripes.stripes()];
    recent = new Recent(clock.getAsLong(), Buckets.COUNT);
    memo = new Memo<>(clock, this::read);
  }

  void record(long nanos) {
    stripes.record(nanos);
  }

  @Override
  public DurationReading get() {
    return memo.get();
  }

  private DurationReading read() {
    long[] counts = stripes.counts();
    addSums();
    recent.add(clock.getAsLong(), counts, stripes.takeMax());
    return new DurationReading(BOUNDS, counts, sum, recent.of(counts), recent.max());
  }

  /**
   * Adds what came since the last reading. A stripe's sum wraps around after 292 years of task
   * time, which 50,000 sleeping tasks reach within weeks; the difference of two readings is right
   * all the same.
   */
  private void addSums() {
    for (int i = 0; i < lastSums.length; i++) {
      long current = stripes.sum(i);
      sum += current - lastSums[i];
      lastSums[i] = current;
    }
  }
}
