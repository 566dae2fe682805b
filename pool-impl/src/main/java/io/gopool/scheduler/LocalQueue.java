package io.gopool.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A processor's queue: a ring with one owner, who pushes and pops, and any number of thieves, who
 * take half. Go's {@code runqput}, {@code runqputslow}, {@code runqget}, {@code runqgrab}.
 *
 * <p>Only the owner writes slots and {@code tail}. {@code head} moves by CAS; who moves it from h
 * to h+n owns the entries h to h+n-1. A thief copies them first: had the owner overwritten one, it
 * would have seen a head beyond it, and the thief's CAS would fail. The owner publishes a slot by
 * its release of {@code tail}, which a thief reads by acquire.
 *
 * <p>Positions are ints that wrap around; only differences count.
 *
 * @param <T> what is queued
 */
final class LocalQueue<T> {

  /** As in Go. */
  static final int SIZE = 256;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(LocalQueue.class, "head", int.class);
      TAIL = lookup.findVarHandle(LocalQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Object[] slots;
  private final int mask;

  @SuppressWarnings("unused") // by the handle
  private volatile int head;

  @SuppressWarnings("unused") // by the handle
  private volatile int tail;

  LocalQueue(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size must be a power of two, was " + size);
    }
    slots = new Object[size];
    mask = size - 1;
  }

  /** Called only by the owner: false if there is no room. */
  boolean push(T g) {
    int t = (int) TAIL.getOpaque(this); // own writes only
    if (t - (int) HEAD.getAcquire(this) > mask) {
      return false;
    }
    SLOT.setOpaque(slots, t & mask, g);
    TAIL.setRelease(this, t + 1);
    return true;
  }

  /** Called only by the owner: whether the next {@link #push} succeeds. */
  boolean hasRoom() {
    return (int) TAIL.getOpaque(this) - (int) HEAD.getAcquire(this) <= mask;
  }

  /** Called only by the owner: the oldest, or null. */
  @Nullable T pop() {
    for (; ; ) {
      int h = (int) HEAD.getAcquire(this);
      if (h == (int) TAIL.getOpaque(this)) {
        return null;
      }
      T g = slot(h);
      if (HEAD.compareAndSet(this, h, h + 1)) {
        return g;
      }
    }
  }

  /**
   * Called only by the owner: takes half, at least one, from the head for the global queue.
   *
   * @return how many were written to {@code batch}; zero if a thief was faster
   */
  int takeHalf(@Nullable Object[] batch) {
    int h = (int) HEAD.getAcquire(this);
    int n = ((int) TAIL.getOpaque(this) - h + 1) / 2;
    for (int i = 0; i < n; i++) {
      batch[i] = slot(h + i);
    }
    return HEAD.compareAndSet(this, h, h + n) ? n : 0;
  }

  /**
   * Called by the owner of {@code mine}, which is empty: takes half of this queue, rounded up.
   *
   * @return the newest of them, the others are in {@code mine}; null if there was nothing to take
   */
  @Nullable T stealInto(LocalQueue<T> mine) {
    for (; ; ) {
      int h = (int) HEAD.getAcquire(this);
      int n = (int) TAIL.getAcquire(this) - h;
      n -= n / 2;
      if (n <= 0) {
        return null;
      }
      if (n > slots.length / 2) {
        continue; // head and tail were read too far apart
      }
      int t = (int) TAIL.getOpaque(mine);
      for (int i = 0; i < n; i++) {
        SLOT.setOpaque(mine.slots, (t + i) & mine.mask, slot(h + i));
      }
      // (R4) a thief has copied them, not yet taken them
      if (HEAD.compareAndSet(this, h, h + n)) {
        TAIL.setRelease(mine, t + n - 1);
        return mine.slot(t + n - 1);
      }
    }
  }

  /** Called only by the owner: how many it has put in; only differences count. */
  int pushed() {
    return (int) TAIL.getOpaque(this);
  }

  /** For anybody; a reading of a moving queue. */
  int size() {
    int h = (int) HEAD.getAcquire(this);
    return Math.max(0, Math.min((int) TAIL.getAcquire(this) - h, slots.length));
  }

  /** For anybody; reads are acquire, the callers put the fences. */
  boolean isEmpty() {
    int h = (int) HEAD.getAcquire(this);
    return (int) TAIL.getAcquire(this) == h;
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private T slot(int position) {
    return (T) SLOT.getOpaque(slots, position & mask);
  }
}
