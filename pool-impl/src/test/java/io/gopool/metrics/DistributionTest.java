package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {

  private final AtomicLong clock = new AtomicLong(1);
  private final Distribution distribution = new Distribution(clock::get, 4);

  private DurationReading readAfter(long nanos) {
    clock.addAndGet(nanos);
    return distribution.get();
  }

  private DurationReading readNow() {
    return readAfter(Memo.NANOS);
  }

  @Test
  void isEmptyAtFirst() {
    DurationReading reading = readNow();
    assertEquals(0, reading.count());
    assertEquals(0, reading.sumNanos());
    assertEquals(0, reading.recentMaxNanos());
    assertTrue(Double.isNaN(reading.percentileNanos(0.5)), "no percentile of nothing");
  }

  @Test
  void countsSumsAndMaximumAreExact() {
    for (long nanos : new long[] {0, 1, 999, 1_000, 1_001, 5_000_000}) {
      distribution.record(nanos);
    }
    DurationReading reading = readNow();
    assertEquals(6, reading.count());
    assertEquals(5_003_001, reading.sumNanos());
    assertEquals(5_000_000, reading.recentMaxNanos());
    assertEquals(4, reading.countAtMost(1_000));
    assertEquals(5, reading.countAtMost(2_500));
    assertEquals(6, reading.countAtMost(5_000_000));
  }

  @Test
  void negativeDurationCountsAsZero() {
    distribution.record(-5);
    assertEquals(1, readNow().count());
    assertEquals(0, readNow().sumNanos());
  }

  @Test
  void percentilesAreWithinABucketOfTheTruth() {
    List<Long> truth = new ArrayList<>();
    for (long nanos = 100_000; nanos <= 10_000_000; nanos += 1_000) {
      truth.add(nanos);
      distribution.record(nanos);
    }
    DurationReading reading = readNow();
    for (double quantile : new double[] {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999}) {
      double expected = truth.get((int) (quantile * (truth.size() - 1)));
      assertEquals(expected, reading.percentileNanos(quantile), expected * 0.01);
    }
    assertEquals(10_000_000, reading.percentileNanos(1));
  }

  @Test
  void percentileOfOneDurationIsNoMoreThanThat() {
    distribution.record(1_100);
    assertEquals(1_100, readNow().percentileNanos(1));
  }

  @Test
  void durationBeyondTheLastBoundIsItsOwnPercentile() {
    distribution.record(TimeUnit.HOURS.toNanos(2));
    assertEquals(2 * 3.6e12, readNow().percentileNanos(1));
  }

  @Test
  void whatIsOldIsForgottenByPercentilesAndMaximumAndNotByCounts() {
    distribution.record(1_000_000_000);
    assertEquals(1_000_000_000, readNow().recentMaxNanos());
    for (long passed = 0; passed < Recent.NANOS; passed += Recent.STEP_NANOS) {
      distribution.record(1_000);
      assertTrue(readAfter(Recent.STEP_NANOS).recentMaxNanos() > 0);
    }
    DurationReading reading = readAfter(Recent.STEP_NANOS);
    assertEquals(1_000, reading.recentMaxNanos());
    assertTrue(reading.percentileNanos(1) <= 1_000, "the long one is old");
    assertEquals(7, reading.count());
    assertEquals(1_000_006_000, reading.sumNanos());
  }

  @Test
  void recentPastReachesToTheLastReadingHoweverLongAgo() {
    readNow();
    distribution.record(7_000);
    DurationReading reading = readAfter(100 * Recent.NANOS);
    assertEquals(7_000, reading.recentMaxNanos());
    assertEquals(7_000, readAfter(Recent.STEP_NANOS).recentMaxNanos());
    assertEquals(0, readAfter(Recent.NANOS).recentMaxNanos());
  }

  @Test
  void sumGoesOnWhereALongEnds() {
    int half = 10;
    for (int i = 0; i < half; i++) {
      distribution.record(Long.MAX_VALUE / 4);
      readNow();
    }
    assertEquals(half * 0x1p61, readNow().sumNanos(), 1e6);
  }

  @Test
  void sumOfLongTimesNeedsNoReading() {
    Distribution narrow = new Distribution(clock::get, 1);
    for (int i = 0; i < 10; i++) {
      narrow.record(Long.MAX_VALUE / 4);
    }
    long longest = (1L << 32) - 1; // of those that make no unit
    int times = 100_000; // more than what is moved at once
    for (int i = 0; i < times; i++) {
      narrow.record(longest);
    }
    clock.addAndGet(Memo.NANOS);
    assertEquals(10 * 0x1p61 + (double) times * longest, narrow.get().sumNanos(), 1e6);
    assertEquals(10 + times, narrow.get().count());
  }

  @Test
  void readingIsKeptForAMoment() {
    distribution.record(1);
    DurationReading first = readNow();
    distribution.record(1);
    assertEquals(first, readAfter(Memo.NANOS - 1));
    assertEquals(2, readAfter(1).count());
  }

  @Test
  void manyThreadsLoseNothingAndReadingsOnlyGrow() throws Exception {
    int threads = 8;
    long each = 300_000;
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong max = new AtomicLong(); // that of the last is forgotten after many readings
    List<String> wrong = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  long last = 0;
                  while (!done.get()) {
                    DurationReading reading = readNow();
                    if (reading.count() < last || reading.recentCount() > reading.count()) {
                      wrong.add(last + ", " + reading.count() + ", " + reading.recentCount());
                    }
                    last = reading.count();
                    max.accumulateAndGet(reading.recentMaxNanos(), Math::max);
                  }
                });
    List<Thread> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      writers.add(
          Thread.startVirtualThread(
              () -> {
                for (long i = 1; i <= each; i++) {
                  distribution.record(i);
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    done.set(true);
    reader.join();
    assertEquals(List.of(), wrong);
    DurationReading reading = readNow();
    assertEquals(threads * each, reading.count());
    assertEquals(threads * (each * (each + 1) / 2), (long) reading.sumNanos());
    assertEquals(threads * 1_000L, reading.countAtMost(1_000));
    assertEquals(each, Math.max(max.get(), reading.recentMaxNanos()));
  }

  /** A word that is full is moved, by whoever finds it full, while others add and one reads. */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 60_000_000, 1L << 26, (1L << 26) + 1})
  void fullWordsAreMovedWithoutLoss(long nanos) throws Exception {
    int threads = 4;
    long each = 400_000;
    Distribution narrow = new Distribution(clock::get, 1);
    List<Thread> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (long i = 0; i < each; i++) {
                      narrow.record(nanos);
                    }
                  }));
    }
    long last = 0;
    long max = 0;
    while (writers.stream().anyMatch(Thread::isAlive)) {
      clock.addAndGet(Memo.NANOS);
      long count = narrow.get().count();
      assertTrue(count >= last, "only grows");
      last = count;
      max = Math.max(max, narrow.get().recentMaxNanos());
      Thread.onSpinWait();
    }
    clock.addAndGet(Memo.NANOS);
    assertEquals(threads * each, narrow.get().count());
    assertEquals(threads * each * nanos, (long) narrow.get().sumNanos());
    assertEquals(nanos, Math.max(max, narrow.get().recentMaxNanos()));
  }

  @Test
  void wordsBecomeFullWithoutAReading() {
    Distribution narrow = new Distribution(clock::get, 1);
    long times = 1_000_000; // of a word's 262,144
    for (long i = 0; i < times; i++) {
      narrow.record(1_000);
      narrow.record(60_000_000);
    }
    clock.addAndGet(Memo.NANOS);
    assertEquals(2 * times, narrow.get().count());
    assertEquals(times * 60_001_000, (long) narrow.get().sumNanos());
  }
}
