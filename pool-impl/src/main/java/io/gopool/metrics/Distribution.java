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
  private final long[] counts = new long[Buckets.COUNT];
  private final Recent recent;
  private double sum;

  /**
   * @param clock nanoseconds
   * @param stripes see {@link DurationStripes}
   */
  Distribution(LongSupplier clock, int stripes) {
    this.clock = clock;
    this.stripes = new DurationStripes(stripes);
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
    sum += stripes.takeTo(counts);
    long[] now = counts.clone();
    recent.add(clock.getAsLong(), now, stripes.takeMax());
    return new DurationReading(BOUNDS, now, sum, recent.of(now), recent.max());
  }
}
