package io.gopool.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The slots of one key in one word, so that whether a task may start, whether the key is idle and
 * whether its pool is still the key's pool are one question.
 *
 * <pre>{@code
 *  63       62      61            31 30           0
 * +--------+-------+----------------+--------------+
 * | RETIRED| FROZEN|    capacity    |   running    |
 * +--------+-------+----------------+--------------+
 *
 *          tryAcquire, tryRelease: running +- 1, by CAS, by anybody
 *                |
 *   free word ---+--freeze--> frozen word ---retire (running = 0)---> retired, for ever
 *        ^                       |
 *        +--------thaw-----------+
 * }</pre>
 *
 * <p>Only the holder of the {@link Monitor}'s lock freezes, and while the word is frozen nobody
 * else changes it: each CAS of the others is from a free word and fails. So the lock holder may
 * read and write it as plain state. A key stays frozen while something must not be decided without
 * the lock: tasks are queued, submitters wait, or slots are lent.
 *
 * <p>T1 submits and has found this pool in the map; T2 finds it idle and drops it. T1's CAS comes
 * first: running is 1 when T2 has frozen the word, and T2 leaves the pool alone. Or T2's freeze
 * comes first: then T1's CAS fails, T1 takes the lock, and under it the map holds a living pool or
 * none.
 */
final class KeySlots {

  private static final long RETIRED = 1L << 63;
  private static final long FROZEN = 1L << 62;
  private static final int SHIFT = 31;
  private static final long COUNT = (1L << SHIFT) - 1;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(KeySlots.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int own;
  private volatile long word;

  /**
   * Creates free slots.
   *
   * @param own how many of them can be taken without the lock, because they are the key's own
   */
  KeySlots(int capacity, int own) {
    this.own = own;
    word = (long) capacity << SHIFT;
  }

  private static int running(long w) {
    return (int) (w & COUNT);
  }

  private static int capacity(long w) {
    return (int) ((w >>> SHIFT) & COUNT);
  }

  // ---- by anybody

  /** Takes a slot of the key's own; false if there is none, or the lock is needed to know. */
  boolean tryAcquire() {
    for (; ; ) {
      long w = word;
      boolean free = (w & (RETIRED | FROZEN)) == 0;
      if (!free || running(w) >= Math.min(capacity(w), own)) {
        return false;
      }
      if (WORD.compareAndSet(this, w, w + 1)) {
        return true;
      }
    }
  }

  /** Gives a slot of the key's own back; returns how many still run, -1 if the lock is needed. */
  int tryRelease() {
    for (; ; ) {
      long w = word;
      if ((w & FROZEN) != 0 || running(w) > own) {
        return -1;
      }
      if (WORD.compareAndSet(this, w, w - 1)) {
        return running(w) - 1;
      }
    }
  }

  int running() {
    return running(word);
  }

  int capacity() {
    return capacity(word);
  }

  boolean isRetired() {
    return word < 0;
  }

  // ---- under the lock

  /** Makes the word the lock holder's own. */
  void freeze() {
    long w = word;
    while ((w & FROZEN) == 0 && !WORD.compareAndSet(this, w, w | FROZEN)) {
      w = word;
    }
  }

  /** Gives the word free, if it is not. */
  void thaw() {
    long w = word;
    if ((w & FROZEN) != 0) { // a free one may change between the look and the write
      set(w & ~FROZEN);
    }
  }

  /** Ends the frozen word of an idle key. */
  void retire() {
    set(word | RETIRED);
  }

  void capacity(int capacity) {
    set((word & ~(COUNT << SHIFT)) | ((long) capacity << SHIFT));
  }

  /** Takes a slot of the frozen word; the caller has seen to it that there is one. */
  void acquire() {
    set(word + 1);
  }

  /** Gives a slot of the frozen word back. */
  void release() {
    set(word - 1);
  }

  private void set(long w) {
    word = w; // nobody else writes a frozen word
  }
}
