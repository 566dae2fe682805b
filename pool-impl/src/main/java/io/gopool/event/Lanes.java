package io.gopool.event;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The rings of a bus. A thread publishes in the one that its number points to, always the same, so
 * that threads which publish at the same time seldom fight for one cursor. The acceptances of tasks
 * have rings of their own; why, and how the event thread makes one sequence of all again, is told
 * in {@link Merge}.
 */
final class Lanes {

  private static final int SMALL = 1 << 10; // a ring of fewer events is not split
  private static final int MAX = 16;
  private static final int PER_CPU = 4;
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private final Lane[] others;
  private final Lane[] acceptances;
  private final Lane[] all;

  /**
   * Creates rings.
   *
   * @param size how many events each holds
   * @param acceptances whether acceptances are published
   */
  Lanes(int size, WaitStrategy wait, boolean acceptances) {
    int most = Math.min(MAX, PER_CPU * Runtime.getRuntime().availableProcessors());
    int count = size < SMALL ? 1 : Integer.highestOneBit(most);
    others = lanes(count, size, wait);
    this.acceptances =
        count == 1
            ? others // one lane keeps the order by itself
            : lanes(acceptances ? count / 2 : 0, size, wait);
    all =
        count == 1
            ? others
            : Stream.of(others, this.acceptances).flatMap(Stream::of).toArray(Lane[]::new);
  }

  private static Lane[] lanes(int count, int size, WaitStrategy wait) {
    Lane[] lanes = new Lane[count];
    Arrays.setAll(lanes, i -> new Lane(size, wait));
    return lanes;
  }

  /** Those that are merged as they are. */
  Lane[] unsorted() {
    return others;
  }

  /** Those that are sorted first; may be empty. */
  Lane[] toBeSorted() {
    return acceptances == others ? new Lane[0] : acceptances;
  }

  /** Publishes an event in the lane of a thread; false if there is no place. */
  boolean tryPublish(long threadId, int code, Object subject, long nanos) {
    Lane[] lanes = Codes.isAcceptance(code) ? acceptances : others;
    int index = (int) ((threadId * GOLDEN) >>> 40) & (lanes.length - 1);
    return lanes[index].tryPublish(code, subject, nanos);
  }

  /** How many events are published, or about to be, and not yet told to all. */
  long pending() {
    long pending = 0;
    for (Lane lane : all) {
      long told = lane.told(); // first, so that it is never ahead
      pending += lane.claimed() - told;
    }
    return pending;
  }

  /** The last place that was claimed in each lane. */
  long[] claimed() {
    return Arrays.stream(all).mapToLong(Lane::claimed).toArray();
  }

  /** Whether all was told that was claimed at a moment. */
  boolean isTold(long[] claimed) {
    for (int i = 0; i < all.length; i++) {
      if (all[i].told() < claimed[i]) {
        return false;
      }
    }
    return true;
  }

  /** Grows by one with each place that is claimed. */
  Sequence total() {
    return new Sequence() {
      @Override
      public long get() {
        long sum = 0;
        for (Lane lane : all) {
          sum += lane.claimed();
        }
        return sum;
      }
    };
  }

  /** A way to wake up who waits. */
  SequenceBarrier newBarrier() {
    return all[0].newBarrier();
  }
}
