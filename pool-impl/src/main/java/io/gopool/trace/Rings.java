package io.gopool.trace;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events go: a ring for each stripe of threads. A thread whose ring is being written to takes
 * the next; if all are, the event is lost, and counted. Any thread may record; none ever waits.
 */
final class Rings {

  private final Ring[] rings;
  private final LongAdder lost = new LongAdder();

  Rings(int events) {
    int stripes = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1);
    rings = new Ring[Math.max(1, Math.min(stripes, events / 64))];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new Ring(events / rings.length);
    }
  }

  void record(
      int what,
      long start,
      long end,
      long a,
      long b,
      Thread thread,
      @Nullable String name,
      @Nullable String threadName) {
    long id = thread.threadId();
    int at = (int) (((id * 0x9E37_79B9_7F4A_7C15L) >>> 32) % rings.length);
    for (int i = 0; i < rings.length; i++) {
      if (rings[at].tryWrite(what, start, end, a, b, id, name, threadName)) {
        return;
      }
      at = at + 1 == rings.length ? 0 : at + 1;
    }
    lost.increment();
  }

  /**
   * Shows all events.
   *
   * @return how many are missing
   */
  long show(Consumer<Event> each) {
    long missing = lost.sum();
    for (Ring ring : rings) {
      missing += ring.show(each);
    }
    return missing;
  }
}
