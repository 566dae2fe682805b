package io.gopool.trace;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events go. Each stripe of threads fills a block of its own; when that is full the stripe
 * gets the one that was given out longest ago, which is emptied. So the latest events are kept,
 * whichever threads they are of: a single thread has all blocks but those that other stripes are
 * about to fill, seven eighths of all.
 *
 * <p>A thread whose block is being written to takes that of the next stripe; if all are, the event
 * is lost, and counted. Any thread may record; none ever waits.
 */
final class Blocks {

  private static final int PER_STRIPE = 8;
  private static final int LEAST_OF_STRIPE = 64; // events; there are as many at least

  private final Block[] all;
  private final AtomicReferenceArray<Block> filling; // by stripe; a power of two
  private final AtomicInteger turns = new AtomicInteger(); // of being given out
  private final LongAdder lost = new LongAdder();

  /**
   * @param events how many are kept at most
   */
  Blocks(int events) {
    int most = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1);
    int stripes = Math.min(most, Integer.highestOneBit(events / LEAST_OF_STRIPE));
    all = new Block[PER_STRIPE * stripes];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Block(events / all.length);
    }
    filling = new AtomicReferenceArray<>(stripes);
    for (int stripe = 0; stripe < stripes; stripe++) {
      filling.set(stripe, takeOldest(stripe));
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
    int mask = filling.length() - 1;
    int stripe = (int) ((id * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask;
    for (int i = 0; i <= mask; i++) {
      Block block = filling.get(stripe);
      int left = block.tryWrite(what, start, end, a, b, id, name, threadName);
      if (left == 0) {
        replace(block);
      }
      if (left != Block.NOT_WRITTEN) {
        return;
      }
      stripe = (stripe + 1) & mask;
    }
    lost.increment();
  }

  /**
   * Called by who has filled it. Its stripe need not be that of the caller: T1 finds the block, T2
   * fills it and gives it back, another stripe takes it; then T1 writes.
   */
  private void replace(Block full) {
    filling.set(full.stripe(), takeOldest(full.stripe()));
    full.giveBack();
  }

  /** Finds one soon: of {@link #PER_STRIPE} for each stripe at most two are taken. */
  private Block takeOldest(int stripe) {
    for (; ; ) {
      Block next = all[Math.floorMod(turns.getAndIncrement(), all.length)];
      if (next.tryTake(stripe)) {
        return next;
      }
    }
  }

  /**
   * Shows all events.
   *
   * @return how many are missing
   */
  long show(Consumer<Event> each) {
    long missing = lost.sum();
    for (Block block : all) {
      missing += block.show(each);
    }
    return missing;
  }
}
