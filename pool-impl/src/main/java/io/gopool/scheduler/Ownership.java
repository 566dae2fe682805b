package io.gopool.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who may touch a processor. Go takes a processor away from a goroutine only at points where its
 * machine does not touch it (a system call); here a goroutine may be anywhere, for instance about
 * to push another one that it woke. So the right to touch is a word that the machine and sysmon
 * fight over by CAS:
 *
 * <pre>
 *   63            32 31              2 1    0
 *   |     tick      |     machine     | state |
 *
 *   0     FREE    nobody's: idle, retired, or on its way from hand to hand
 *   1     HELD    the machine touches it: between goroutines, or inside a wake-up
 *   2     IN_G    the machine's goroutine runs and does not touch it; sysmon may take it
 *
 *   FREE -> HELD   {@link #hold}      the machine it was given to
 *   HELD -> IN_G   {@link #enter}     the machine starts a goroutine: a new tick
 *   IN_G -> HELD   {@link #tryHold}   the machine, CAS: fails if sysmon has it
 *   HELD -> IN_G   {@link #resume}    the machine, after a wake-up: the same tick
 *   IN_G -> FREE   {@link #tryTake}   sysmon, CAS: it is sysmon's to hand off
 *   HELD -> FREE   {@link #release}   the machine gives it up
 * </pre>
 *
 * <p>The race: T1, a goroutine, wakes another and is about to push it; T2, sysmon, sees the same
 * tick for too long, takes the processor and gives it to machine M2; M2 pushes as well; both write
 * the same slot of a queue that is made for one owner, and a goroutine is lost. As the word holds
 * the machine and the tick, the CAS of one of T1 and T2 fails. Nor can a slow sysmon take a later
 * goroutine's processor for an earlier one's.
 *
 * <p>Its line is its own: the machine writes it twice a step, and thieves read the queue beside it.
 */
final class Ownership extends OwnershipWord {

  private static final long STATE = 3;
  private static final long HELD = 1;
  private static final long IN_G = 2;
  private static final int MACHINE_SHIFT = 2;
  private static final int TICK_SHIFT = 32;

  /** Machines are numbered from 1 up to this, then from 1 again. */
  static final int MAX_MACHINE = (1 << (TICK_SHIFT - MACHINE_SHIFT)) - 1;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(OwnershipWord.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;

  /** Called by the machine that was given the processor. Volatile: it then looks at sysmon. */
  void hold(int machine) {
    word = pack(0, machine, HELD);
  }

  /**
   * Called by the holder before it runs a goroutine. Release is enough: who takes the processor
   * sees what the holder did to it.
   *
   * @return the word, which names this run of this machine
   */
  long enter(int machine, int tick) {
    long w = pack(tick, machine, IN_G);
    WORD.setRelease(this, w);
    return w;
  }

  /** Called by the machine, with what {@link #enter} returned. False if the processor is gone. */
  boolean tryHold(long inG) {
    return WORD.compareAndSet(this, inG, inG - IN_G + HELD);
  }

  /** Whether {@link #tryHold} succeeded before, and {@link #resume} has not followed. */
  boolean isHeld(long inG) {
    return word == inG - IN_G + HELD;
  }

  /** Whether the run goes on with the processor. Called by the machine. */
  boolean isIn(long inG) {
    return word == inG;
  }

  /** Called by the holder when nothing has to be told to anybody. */
  void resume(long inG) {
    WORD.setRelease(this, inG);
  }

  /** Called by the holder when a look at others' words follows: a full fence. */
  void resumeAndFence(long inG) {
    WORD.setRelease(this, inG);
    VarHandle.fullFence();
  }

  /** Whether both were read during one run, inside of a wake-up or not. */
  static boolean isSameRun(long word, long other) {
    return (word | STATE) == (other | STATE);
  }

  /** Called by sysmon: false if the goroutine has gone on since. */
  boolean tryTake(long seen) {
    return WORD.compareAndSet(this, seen, 0L);
  }

  /** Called by the holder, which gives the processor to somebody else or to nobody. */
  void release() {
    WORD.setRelease(this, 0L);
  }

  long read() {
    return word;
  }

  static boolean isInG(long word) {
    return (word & STATE) == IN_G;
  }

  static boolean isFree(long word) {
    return word == 0;
  }

  static int tick(long word) {
    return (int) (word >>> TICK_SHIFT);
  }

  private static long pack(int tick, int machine, long state) {
    return ((long) tick << TICK_SHIFT) | ((long) machine << MACHINE_SHIFT) | state;
  }
}

@SuppressWarnings("unused")
abstract class OwnershipFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

abstract class OwnershipWord extends OwnershipFront {
  volatile long word;
}
