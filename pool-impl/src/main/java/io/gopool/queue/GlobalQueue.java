package io.gopool.queue;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The unbounded FIFO queue that takes over what does not fit into the {@link RunQueue}s, a batch at
 * a time, as Go's {@code runqputslow} and {@code globrunqget} do. One node stands for a batch, so
 * its cost is shared by about a hundred tasks. Thread-safe.
 */
public final class GlobalQueue {

  private final ConcurrentLinkedQueue<Object[]> batches = new ConcurrentLinkedQueue<>();

  /** Appends a batch, which must not be empty nor be changed afterwards. */
  public void offer(Object[] batch) {
    batches.offer(batch);
  }

  /** Takes the oldest batch; null if there is none. */
  public Object @Nullable [] poll() {
    return batches.poll();
  }

  /** Whether there is a batch. */
  public boolean hasTask() {
    return !batches.isEmpty();
  }

  /** Returns the number of batches; takes time in proportion to it. */
  public int batches() {
    return batches.size();
  }
}
