package io.gopool.core;

import io.gopool.WorkerThreads;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How many tasks a worker runs before a fresh one takes its place: see {@link Scheduling#succeed}.
 * Those that start while the pool has run few tasks run before the code is compiled and are
 * replaced soon. Later ones live long, as a successor is a thread; but where tasks block the stack
 * is copied for each, and they are replaced at the next of the {@value #CHECK_UP}th tasks of their
 * lives. Spread at random, so that workers that started together do not retire together.
 */
final class Retirement {

  /** After so many tasks of a pool its code is compiled, or nearly. */
  static final int YOUNG_TASKS = 1 << 16;

  /** A worker is looked at whenever so many tasks have passed. */
  static final int CHECK_UP = 1 << 12;

  private static final int YOUNG_LIFE = 64;
  private static final int LIFE = 1 << 20;

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
    int life = !platform && isYoung() ? YOUNG_LIFE : LIFE;
    return life / 2 + ThreadLocalRandom.current().nextInt(life);
  }

  /** Whether a worker is to be looked at that has so much of its life left. */
  static boolean isDue(int left) {
    return left <= 0 || left % CHECK_UP == 0;
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
