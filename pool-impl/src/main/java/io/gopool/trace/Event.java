package io.gopool.trace;

import org.jspecify.annotations.Nullable;

/**
 * What was recorded of one thing that happened.
 *
 * @param what its {@link #kind} and {@link #source}
 * @param start when it began, of {@link System#nanoTime}
 * @param end when it ended; the same if it took no time
 * @param a a task: when it was accepted. A step: its processor at the start, at the end
 * @param b a task: who submitted it. A step: its machine
 * @param thread the thread it happened in. A step: its goroutine
 * @param name the name of the task or goroutine, or what happened; a step: null if its goroutine is
 *     not known
 * @param threadName the name of the thread, if known
 * @param note what else is to be said
 */
record Event(
    int what,
    long start,
    long end,
    long a,
    long b,
    long thread,
    @Nullable String name,
    @Nullable String threadName,
    @Nullable String note) {

  // Of a pool.
  static final int TASK = 0;
  static final int BLOCKED = 1;
  static final int IDLE = 2;
  static final int INSTANT = 3;
  static final int POOL = 4;

  // Of a scheduler.
  static final int STEP = 5;
  static final int HANDOFF = 6;
  static final int REGAINED = 7;
  static final int STOLEN = 8;

  private static final int KIND_BITS = 8;

  static int what(int kind, int source) {
    return (source << KIND_BITS) | kind;
  }

  int kind() {
    return what & ((1 << KIND_BITS) - 1);
  }

  /** The number of the pool, or of the scheduler. */
  int source() {
    return what >>> KIND_BITS;
  }

  static long processors(int atStart, int atEnd) {
    return ((long) atStart << 32) | (atEnd & 0xFFFF_FFFFL);
  }

  int processorAtStart() {
    return (int) (a >> 32);
  }

  int processorAtEnd() {
    return (int) a;
  }
}
