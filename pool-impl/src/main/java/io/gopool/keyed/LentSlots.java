package io.gopool.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The slots of the total that can be lent to keys: how many are free, and whether the keys stand in
 * a line for them, in one word.
 *
 * <pre>{@code
 *  63                          1      0
 * +-----------------------------+--------+
 * |  free, below 0 in a shrink  | FROZEN |
 * +-----------------------------+--------+
 *
 *          tryTake, tryGive: free -+ 1, by CAS, by anybody
 *                |
 *   free word ---+--freeze, when a key joins the line--> frozen word
 *        ^                                                 |
 *        +----------thaw, when the line is empty-----------+
 * }</pre>
 *
 * <p>As in {@link KeySlots}: only who holds the lock freezes, and while the word is frozen nobody
 * else changes it.
 *
 * <p>T1 has found no slot, joins the line, freezes, and then looks whether a slot is free; T2 gives
 * one back. Either T2's CAS comes first: then T1 sees the slot in the frozen word. Or T1's freeze
 * comes first: then T2's CAS fails, T2 takes the lock, and serves the line. And T3, who comes when
 * T1 stands in the line, finds the word frozen and takes no slot past T1.
 */
final class LentSlots {

  private static final long FROZEN = 1;
  private static final long ONE = 2;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(LentSlots.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long word;

  LentSlots(int free) {
    word = free * ONE;
  }

  // ---- by anybody

  /** Takes a slot; false if there is none, or others wait for one. */
  boolean tryTake() {
    for (; ; ) {
      long w = word;
      if ((w & FROZEN) != 0 || w < ONE) {
        return false;
      }
      if (WORD.compareAndSet(this, w, w - ONE)) {
        return true;
      }
    }
  }

  /** Gives a slot back; false if others wait for one, so that the lock is needed. */
  boolean tryGive() {
    for (; ; ) {
      long w = word;
      if ((w & FROZEN) != 0) {
        return false;
      }
      if (WORD.compareAndSet(this, w, w + ONE)) {
        return true;
      }
    }
  }

  /** Whether a slot is free; without the lock a hint. */
  boolean areFree() {
    return word >= ONE;
  }

  // ---- under the lock

  /** Makes the word the lock holder's own. */
  void freeze() {
    long unused = (long) WORD.getAndBitwiseOr(this, FROZEN);
  }

  /** Gives the word free. */
  void thaw() {
    long unused = (long) WORD.getAndBitwiseAnd(this, ~FROZEN);
  }

  /** Adds slots, or with a number below zero takes some away, whatever the state of the word. */
  void add(int slots) {
    long unused = (long) WORD.getAndAdd(this, slots * ONE);
  }
}
