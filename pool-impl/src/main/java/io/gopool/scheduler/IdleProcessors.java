package io.gopool.scheduler;

import io.gopool.queue.PaddedLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The idle processors, a stack: Go's {@code pidle} list, without its lock. One word holds the top,
 * the number, and a version:
 *
 * <pre>
 *   63        32 31      16 15        0
 *   |  version  |  number  | top + 1  |      top + 1 = 0: empty
 * </pre>
 *
 * <p>The version changes with each push and pop, so that a pop which read the top's {@code
 * nextIdle} before the processor was popped, used and pushed again by others fails (ABA).
 */
final class IdleProcessors {

  private static final int NUMBER_SHIFT = 16;
  private static final int VERSION_SHIFT = 32;
  private static final long MASK = 0xffff;

  private final AtomicReferenceArray<Processor> all;
  private final PaddedLong word = new PaddedLong(0);

  IdleProcessors(AtomicReferenceArray<Processor> all) {
    this.all = all;
  }

  /** Called by the owner, who has nothing to do with it from now on. A full fence follows. */
  void push(Processor p) {
    for (; ; ) {
      long w = word.get();
      p.nextIdle = (int) (w & MASK);
      if (word.cas(w, pack(w, number(w) + 1, p.index + 1))) {
        return;
      }
    }
  }

  /** The caller becomes the owner. */
  @Nullable Processor pop() {
    for (; ; ) {
      long w = word.get();
      int top = (int) (w & MASK);
      if (top == 0) {
        return null;
      }
      Processor p = all.get(top - 1);
      // (R5) the top was read, not yet popped
      if (word.cas(w, pack(w, number(w) - 1, p.nextIdle))) {
        return p;
      }
    }
  }

  boolean isEmpty() {
    return (word.get() & MASK) == 0;
  }

  int size() {
    return (int) number(word.get());
  }

  private static long number(long w) {
    return (w >>> NUMBER_SHIFT) & MASK;
  }

  private static long pack(long old, long number, long top) {
    return (((old >>> VERSION_SHIFT) + 1) << VERSION_SHIFT) | (number << NUMBER_SHIFT) | top;
  }
}
