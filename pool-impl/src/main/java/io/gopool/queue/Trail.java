package io.gopool.queue;

import org.jspecify.annotations.Nullable;

/**
 * The places where one thread put its latest tasks, so that it can take the newest of them back
 * while others take the oldest from the head of the {@link CreditQueue}. That is how a fork/join
 * pool goes depth first; but a deque has an owner, and these queues have many producers and count
 * permits by their tail, which cannot go back.
 *
 * <p><b>The slot decides.</b> A task that is taken back is replaced by a void, by CAS, and the
 * position stays. Who claims the position at the head empties the slot by an exchange. So either
 * the exchange gets the task and the CAS fails, or the CAS gets it and the head finds a void, which
 * it passes over, with the voids behind it. That is so wherever the slot is by then: in the queue,
 * or in a {@link Batch} that a thief has taken.
 *
 * <p><b>A place that is out of date does no harm.</b> Its slot may be empty, or be used again for
 * another task: then that is taken, which is as published and as unclaimed as any. Nor is an array
 * handed out as empty while a task is in it: see {@link SpareArrays}.
 *
 * <p>Of more than {@value #MOST} places the oldest are forgotten: their tasks are left to the head.
 * Used by one thread at a time.
 */
public final class Trail {

  private static final int FEW = 16;
  private static final int MOST = 256; // what is older is no longer in the cache

  private static final @Nullable Object[][] NO_ARRAYS = {};
  private static final int[] NO_INDEXES = {};

  private @Nullable Object[][] arrays = NO_ARRAYS; // a ring, made when it is first needed
  private int[] indexes = NO_INDEXES;
  private int bottom;
  int top; // where the next one is noted; the queue moves it on, without a call

  /** Creates one that knows no place. */
  public Trail() {}

  /** Notes where a task is going to be published; it counts when {@code top} has moved on. */
  void note(@Nullable Object[] slots, int i) {
    if (top - bottom == indexes.length) {
      makeRoom();
    }
    int at = top & (indexes.length - 1);
    if (arrays[at] != slots) { // to look costs less than a collector's barrier
      arrays[at] = slots;
    }
    indexes[at] = i;
  }

  private void makeRoom() {
    int length = indexes.length;
    if (length == MOST) {
      bottom++;
      return;
    }
    int[] moreIndexes = new int[Math.max(FEW, 2 * length)];
    @Nullable Object[][] moreArrays = new Object[moreIndexes.length][];
    for (int place = bottom; place != top; place++) {
      int to = place & (moreIndexes.length - 1);
      moreIndexes[to] = indexes[place & (length - 1)];
      moreArrays[to] = arrays[place & (length - 1)];
    }
    indexes = moreIndexes;
    arrays = moreArrays;
  }

  /** Takes the newest task that is still there; null if there is none. */
  public @Nullable Object poll() {
    while (top != bottom) {
      int at = --top & (indexes.length - 1);
      Object task = CreditQueue.takeBack(arrays[at], indexes[at]);
      if (task != null) {
        return task;
      }
    }
    return null;
  }

  /** Lets go of everything. */
  public void forget() {
    bottom = top;
    indexes = NO_INDEXES;
    arrays = NO_ARRAYS;
  }
}
