package io.gopool.core;

import io.gopool.WorkerThreads;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How many tasks a worker runs before a fresh one takes its place. Those that start while the pool
 * has run few tasks run before the code is compiled and are replaced soon, later ones seldom;
 * platform threads, which do not suffer from that and are dear to start, hardly ever. Spread at
 * random, so that workers that started together do not retire together.
 */
final class Retirement {

  /** After so many tasks of a pool its code is compiled, or nearly. */
  static final int YOUNG_TASKS = 1 << 16;

  private static final int YOUNG_LIFE = 64;
  private static final int LIFE = 4096;
  private static final int PLATFORM_LIFE = 1 << 20;

  private final boolean platform;
  private final LongSupplier finished;
  private boolean grown; // a hint, so a plain field: who misses it asks again

  /**
   * @param finished how many tasks the pool has run so far; asked no more once these are enough
   */
  Retirement(WorkerThreads threads, LongSupplier finished) {
    platform = threads.kind() == WorkerThreads.Kind.PLATFORM;
    this.finished = finished;
  }

  /** Returns the life of a worker that is about to start. */
  int next() {
    int life = platform ? PLATFORM_LIFE : isYoung() ? YOUNG_LIFE : LIFE;
    return life / 2 + ThreadLocalRandom.current().nextInt(life);
  }

  private boolean isYoung() {
    if (grown) {
      return false;
    }
    boolean young = finished.getAsLong() < YOUNG_TASKS;
    if (!young) {
      grown = true;
    }
    return young;
  }
}
