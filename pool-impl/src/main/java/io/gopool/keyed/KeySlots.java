package io.gopool.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The slots of one key in one word, so that whether a task may start, whether the key is idle and
 * whether its pool is still the key's pool are one question.
 *
 * <pre>{@code
 *  63       62      61            31  30       29       0
 * +--------+-------+----------------+--------+-----------+
 * | FROZEN | TAKING|    capacity    | LISTED |  running  |
 * +--------+-------+----------------+--------+-----------+
 *
 *          tryAcquire, tryRelease: running +- 1, by CAS, by anybody
 *                |
 *   free word ---+--freeze--> frozen word ---retire (running = 0)---> capacity 0, for ever
 *    ^   |  ^                    |
 *    |   |  +--------thaw--------+
 *    |   +---> TAKING, somebody fetches a lent slot
 *    +---------------+
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
 *
 * <p>LISTED says that the key is among the {@link IdleKeys}. An end that would leave an idle key
 * that is not needs the lock. T1 ends the last task; T2, with the lock, finds the key in use and
 * takes it out. T1's CAS comes first: T2, which has frozen the word, sees an idle key. Or T2's
 * freeze comes first: then T1's CAS fails, and T1 sees that LISTED is gone.
 *
 * <p><b>Two words.</b> Beyond its own slots a key needs a {@linkplain LentSlots lent} one for each
 * task. If T1 took that and then found the key full, T2 of another key could be refused while T1
 * holds the slot in vain; if T1 raised {@code running} and then found nothing to lend, T2 of the
 * same key could be. So T1 sets TAKING first, which nobody else passes: no other task starts, the
 * word is not frozen, and no end takes {@code running} below the key's own slots, where T1 would
 * not need the lent one. Then T1 takes the slot or not, and counts its task with the next step. It
 * is a lock about two instructions that cannot wait for anything; who meets it waits for them.
 */
final class KeySlots {

  private static final long FROZEN = 1L << 63;
  private static final long TAKING = 1L << 62;
  private static final int SHIFT = 31;
  private static final long CAPACITY = (1L << SHIFT) - 1; // unshifted
  private static final long LISTED = 1L << 30;
  private static final long RUNNING = LISTED - 1; // more than fit into memory
  private static final int SPINS = 64;

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
   * @param own how many of them are the key's own, and need no lent one
   */
  KeySlots(int capacity, int own) {
    this.own = own;
    word = (long) capacity << SHIFT;
  }

  private static int running(long w) {
    return (int) (w & RUNNING);
  }

  private static int capacity(long w) {
    return (int) ((w >>> SHIFT) & CAPACITY);
  }

  // ---- by anybody

  /** Takes a slot, with a lent one if it must; false if there is none, or the lock is needed. */
  boolean tryAcquire(LentSlots lent) {
    for (int waits = 0; ; ) {
      long w = word;
      if ((w & FROZEN) != 0 || running(w) >= capacity(w)) {
        return false;
      }
      if ((w & TAKING) != 0) {
        pause(waits++);
      } else if (running(w) < own) {
        if (WORD.compareAndSet(this, w, w + 1)) {
          return true;
        }
      } else if (!lent.areFree()) {
        return false;
      } else if (WORD.compareAndSet(this, w, w | TAKING)) {
        // (K1) nobody else starts a task or freezes, the lent slot not yet taken
        boolean taken = lent.tryTake();
        // (K2) taken or not, the task not yet counted
        long unused = (long) WORD.getAndAdd(this, (taken ? 1 : 0) - TAKING);
        return taken;
      }
    }
  }

  /**
   * Gives a slot back. If at least as many still run as are the key's own, the caller has a lent
   * one to give back after this.
   *
   * @return how many still run, -1 if the lock is needed
   */
  int tryRelease() {
    for (int waits = 0; ; ) {
      long w = word;
      if ((w & FROZEN) != 0 || (w & (LISTED | RUNNING)) == 1) {
        return -1;
      }
      if ((w & TAKING) != 0 && running(w) <= own) {
        pause(waits++);
      } else if (WORD.compareAndSet(this, w, w - 1)) {
        return running(w) - 1;
      }
    }
  }

  /** Somebody fetches a lent slot. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: without it the wait is longer
  private static void pause(int waits) {
    if (waits < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield(); // it has lost its processor
    }
  }

  int running() {
    return running(word);
  }

  int capacity() {
    return capacity(word);
  }

  // ---- under the lock

  /** Makes the word the lock holder's own. */
  void freeze() {
    for (int waits = 0; ; ) {
      long w = word;
      if ((w & FROZEN) != 0) {
        return;
      }
      if ((w & TAKING) != 0) {
        pause(waits++);
      } else if (WORD.compareAndSet(this, w, w | FROZEN)) {
        return;
      }
    }
  }

  /** Gives the word free, if it is not. */
  void thaw() {
    long w = word;
    if ((w & FROZEN) != 0) { // a free one may change between the look and the write
      set(w & ~FROZEN);
    }
  }

  /**
   * Whether the key is among the {@link IdleKeys}; always so if the word is free and it is idle.
   */
  boolean isListed() {
    return (word & LISTED) != 0;
  }

  /** Notes in the frozen word whether the key is among the {@link IdleKeys}. */
  void listed(boolean is) {
    set(is ? word | LISTED : word & ~LISTED);
  }

  /** Ends the frozen word of an idle key. */
  void retire() {
    capacity(0);
  }

  void capacity(int capacity) {
    set((word & ~(CAPACITY << SHIFT)) | ((long) capacity << SHIFT));
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
