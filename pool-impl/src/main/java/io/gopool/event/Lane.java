package io.gopool.event;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A ring of events from the threads that publish here, with the Disruptor's sequencer before it.
 *
 * <p>An event is a place in three arrays and not an object of its own: 16 bytes, so that three or
 * four lie in a cache line that goes from the publisher to the event thread and back, and one
 * reference, as to store one into an old object costs a full fence with the collector G1.
 *
 * <p>Written by the publisher between its claim and its publication, then read and emptied by the
 * event thread, before it lets the place be claimed again; between the events that are published
 * and not yet told it may move them.
 */
final class Lane {

  private static final long NO_PLACE = -1;

  private final MultiProducerSequencer sequencer;
  private final Sequence told = new Sequence(); // the last event that all recipients know
  private final int mask;
  private final int[] codes;
  private final long[] nanos;
  private final @Nullable Object[] subjects;

  Lane(int size, WaitStrategy wait) {
    sequencer = new MultiProducerSequencer(size, wait);
    sequencer.addGatingSequences(told);
    mask = size - 1;
    codes = new int[size];
    nanos = new long[size];
    subjects = new Object[size];
  }

  // ---- any thread
  // --------------------------------------------------------------------------------

  /**
   * Publishes an event; false if there is no place.
   *
   * @param time when it was, see {@link Merge}
   */
  boolean tryPublish(int code, Object subject, long time) {
    long claimed = claim();
    if (claimed == NO_PLACE) {
      return false;
    }
    publish(claimed, code, subject, time);
    return true;
  }

  /** Claims a place. */
  long claim() {
    if (sequencer.hasAvailableCapacity(1)) { // first, as it is faster than the exception
      try {
        return sequencer.tryNext();
      } catch (InsufficientCapacityException e) {
        // others were faster
      }
    }
    return NO_PLACE;
  }

  void publish(long claimed, int code, Object subject, long time) {
    int place = (int) claimed & mask;
    codes[place] = code;
    nanos[place] = time;
    subjects[place] = subject;
    sequencer.publish(claimed);
  }

  /** The last place that was claimed. */
  long claimed() {
    return sequencer.getCursor();
  }

  long told() {
    return told.get();
  }

  /** A way to wake up who waits for the lane. */
  SequenceBarrier newBarrier() {
    return sequencer.newBarrier();
  }

  // ---- the event thread
  // --------------------------------------------------------------------------

  /** The last event that is published with all before it, given that those before one are. */
  long published(long from) {
    long claimed = sequencer.getCursor();
    return claimed < from ? from - 1 : sequencer.getHighestPublishedSequence(from, claimed);
  }

  int code(long sequence) {
    return codes[(int) sequence & mask];
  }

  long nanos(long sequence) {
    return nanos[(int) sequence & mask];
  }

  Object subject(long sequence) {
    Object subject = subjects[(int) sequence & mask];
    if (subject == null) {
      throw new IllegalStateException("event " + sequence + " was taken before");
    }
    return subject;
  }

  /** Moves an event forward to where it belongs by its time, but not before one. */
  void sortIn(long sequence, long first) {
    int place = (int) sequence & mask;
    long time = nanos[place];
    if (time - nanos[(int) (sequence - 1) & mask] >= 0) {
      return;
    }
    int code = codes[place];
    Object subject = subjects[place];
    long to = sequence;
    for (; to > first && time - nanos[(int) (to - 1) & mask] < 0; to--) {
      int from = (int) (to - 1) & mask;
      int into = (int) to & mask;
      nanos[into] = nanos[from];
      codes[into] = codes[from];
      subjects[into] = subjects[from];
    }
    place = (int) to & mask;
    nanos[place] = time;
    codes[place] = code;
    subjects[place] = subject;
  }

  /** Lets go of what the event refers to. */
  void clear(long sequence) {
    subjects[(int) sequence & mask] = null;
  }

  /** All recipients know the events up to one: their places may be claimed again. */
  void told(long sequence) {
    told.set(sequence);
  }
}
