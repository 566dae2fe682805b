package io.gopool.event;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one sequence of the events of all lanes, by time.
 *
 * <p><b>What holds.</b> What one thread did is told in the order in which it did it, and so is what
 * became of one task. Of other events: if one was published before the time of another one was
 * read, it is told first; so nothing is told before what led to it. All this to the resolution of
 * {@link System#nanoTime}.
 *
 * <p><b>How.</b> An event has a time, read before its place was claimed. A round reads the clock
 * (the horizon), then how far each lane is claimed, and begins when all that is published. It tells
 * what is not after the horizon, always from the lane whose next event is the earliest. A lane is
 * not sorted if several threads publish in it.
 *
 * <p><b>Why that is right.</b> Let T1 publish a, then T2 read the time of b and publish b, and let
 * b be told. Then a was claimed before the horizon, so this round has it, and all that stands
 * before it. That was claimed before a was published, so it is no later than b, nor is a. So the
 * lane of a was taken first. And what one thread puts into one lane stays in order. (Were the round
 * to begin with what happens to be published, then a could be hidden behind a place that a third
 * thread has claimed and not yet filled.)
 *
 * <p><b>But for starts,</b> whose time may be a reading from before the task was taken from its
 * queue (see {@link io.gopool.ObservedTask}): T1 reads 100 and publishes the acceptance, in a lane
 * where an event of 112 is before it; T2 takes the task and starts it with a reading of 110, so
 * that the start is told first. Therefore acceptances have lanes of their own, which are sorted
 * here before they are merged; this leaves each thread's in order, as its times grow. How far these
 * are claimed is read after it was of the others, and of the others only what was claimed then is
 * told, so that a start that is told has its acceptance in what is there.
 *
 * <p><b>So the order of each worker is kept.</b> Let one thread publish a, then b. If neither is an
 * acceptance, both are in its one lane, which is told in the order of the claims, whatever the
 * times: a start's may well be that of the end before it. If both are, their times grow, and
 * sorting moves none past its equal. Else they are in two lanes, and the times decide:
 *
 * <ul>
 *   <li>A worker starts a task (a), which submits another (b), while other threads have put events
 *       with later times into the lane of the start. What is in front of a was claimed, and its
 *       time read before, when a was claimed; and the time of b was read when a was published. So
 *       all that is in front of a, and a, are no later than b, and told before it.
 *   <li>A task submits another (a), then ends (b). If b belongs to a round, a was published when
 *       the round looked at the lanes of acceptances, and as these are sorted, what is in front of
 *       a is no later than a, which is no later than b.
 * </ul>
 *
 * <p>This does not hold for an observer that submits a task from within {@code taskFinished}: the
 * start after that may have a reading from before, and be told before the acceptance. At equal
 * times an acceptance is told first: it may be that of the start beside it.
 *
 * <p>Used by one courier after the other, see {@link Courier}.
 */
final class Merge {

  private static final int LOOKS = 100; // to publish a place takes a moment only

  private final Head[] heads; // the sorted ones last
  private final Head[] active;
  private int actives; // the first of active: those that have something to tell in this round
  private boolean begun; // a round waits for what is claimed
  private long horizon;

  Merge(Lanes lanes) {
    heads =
        Stream.concat(
                Stream.of(lanes.unsorted()).map(lane -> new Head(lane, /* sorted= */ false)),
                Stream.of(lanes.toBeSorted()).map(lane -> new Head(lane, /* sorted= */ true)))
            .toArray(Head[]::new);
    active = heads.clone();
  }

  /** A lane as the event thread sees it. */
  private static final class Head {

    final Lane lane;
    final boolean sorted;
    long next; // the first event that is not in a batch
    long seen = -1; // the last one that is published
    long claimed = -1; // the last one that is claimed, of what belongs to this round
    long end = -1; // the last one that may be told in this round
    long nanos; // the time of next, if that is seen

    Head(Lane lane, boolean sorted) {
      this.lane = lane;
      this.sorted = sorted;
    }

    /** Sees what is published by now; false if something of this round is not. */
    boolean look() {
      long from = seen + 1;
      seen = lane.published(from);
      if (sorted) {
        for (long i = Math.max(from, next + 1); i <= seen; i++) {
          // (N2) of several submitters, in the order of their claims
          lane.sortIn(i, next);
        }
      }
      end = sorted ? seen : claimed;
      readTime();
      return seen >= claimed;
    }

    void advance() {
      next++;
      readTime();
    }

    private void readTime() {
      if (next <= end) {
        // (N1) the next of the lane; by its time it is told before or after those of others
        nanos = lane.nanos(next);
      }
    }
  }

  /** What {@link Lanes#total} has to reach for something new to be there. */
  long awaited() {
    long sum = 1;
    for (Head head : heads) {
      sum += head.seen;
    }
    return sum;
  }

  /** Whether something is there that may be told as soon as the next round. */
  boolean hasMore() {
    if (begun) {
      return true;
    }
    for (Head head : heads) {
      if (head.next <= head.seen) {
        return true;
      }
    }
    return false;
  }

  /** Adds what comes next, up to a full batch; adds nothing if nothing is there yet. */
  void fill(Batch batch) {
    if (actives == 0) {
      begin();
    }
    while (!batch.isFull()) {
      Head head = earliest();
      if (head == null) {
        actives = 0;
        return;
      }
      long next = head.next;
      batch.add(head.lane.code(next), head.lane.subject(next));
      head.lane.clear(next);
      head.advance();
    }
  }

  /** All that was added before was told. */
  void told() {
    for (Head head : heads) {
      if (head.lane.told() != head.next - 1) {
        head.lane.told(head.next - 1);
      }
    }
  }

  private void begin() {
    if (!begun) {
      horizon = System.nanoTime();
      for (Head head : heads) {
        head.claimed = head.lane.claimed();
      }
      begun = true;
    }
    for (int looks = 0; begun; looks++) {
      if (isPublished()) {
        begun = false;
      } else if (looks == LOOKS) {
        return; // a publisher was interrupted; try again later
      } else {
        Thread.onSpinWait();
      }
    }
    for (Head head : heads) {
      if (head.next <= head.end) {
        active[actives++] = head;
      }
    }
  }

  private boolean isPublished() {
    boolean all = true;
    for (Head head : heads) {
      all &= head.look();
    }
    return all;
  }

  /** If several are: of the acceptances, which stand behind the others. */
  private @Nullable Head earliest() {
    Head best = null;
    long time = horizon;
    for (int i = 0; i < actives; ) {
      Head head = active[i];
      if (head.next > head.end) {
        actives--;
        System.arraycopy(active, i + 1, active, i, actives - i);
        continue;
      }
      if (head.nanos - time <= 0) {
        best = head;
        time = head.nanos;
      }
      i++;
    }
    return best;
  }
}
