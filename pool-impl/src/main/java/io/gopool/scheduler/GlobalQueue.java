package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The queue of all processors: for goroutines woken from outside, for the overflow of local queues,
 * and for what a processor leaves behind. Go has a list under the scheduler's lock ({@code
 * globrunqput}, {@code globrunqget}). Here nobody may ever wait for a lock: a waker runs on the
 * carrier of a pinned virtual thread, perhaps inside of a lock that others wait for. So it is the
 * JDK's lock-free queue, into which a batch goes with a single CAS.
 *
 * <p>The length is counted beside the queue, afterwards, and so may lag behind and even be negative
 * for a moment. It only sizes batches; whether there is anything is asked of the queue.
 */
final class GlobalQueue {

  /** As in Go: half a local queue. */
  static final int MAX_BATCH = LocalQueue.SIZE / 2;

  private final ConcurrentLinkedQueue<Goroutine> queue = new ConcurrentLinkedQueue<>();
  private final PaddedInt length = new PaddedInt(0);

  /** A full fence follows the publication, so that the caller may look at others' words. */
  void push(Goroutine g) {
    queue.offer(g);
    length.addAndGet(1);
  }

  /** Pushes the first {@code n}; fences as {@link #push}. */
  void pushAll(@Nullable Goroutine[] batch, int n) {
    List<@Nullable Goroutine> all = Arrays.asList(batch).subList(0, n);
    queue.addAll(all);
    length.addAndGet(n);
  }

  @Nullable Goroutine poll() {
    Goroutine g = queue.poll();
    if (g != null) {
      length.addAndGet(-1);
    }
    return g;
  }

  /**
   * Takes a fair share: one to run, and the rest into the caller's queue, which is empty. Go's
   * {@code globrunqgetbatch}.
   */
  @Nullable Goroutine pollBatch(LocalQueue<Goroutine> mine, int processors) {
    Goroutine first = queue.poll();
    if (first == null) {
      return null;
    }
    int n = Math.min(Math.max(length.getOpaque(), 0) / processors + 1, MAX_BATCH);
    int taken = 1;
    while (taken < n) {
      Goroutine g = queue.poll();
      if (g == null) {
        break;
      }
      mine.push(g); // has room: it was empty, and a batch is half of it
      taken++;
    }
    length.addAndGet(-taken);
    return first;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return Math.max(0, length.get());
  }
}
