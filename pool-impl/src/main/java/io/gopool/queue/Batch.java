package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were taken out of a {@link CreditQueue} together, still in their slots. Its takers no
 * longer meet those of the queue, and no task was copied for that.
 *
 * <p>A batch is <i>held</i> by one thread, which fills it, or <i>published</i>: then owners take
 * the oldest task, thieves half of the rest, and each does so with one CAS of the word that says
 * which slots are left. To all but its holder a held batch is empty.
 *
 * <pre>{@code
 * 63 ...... 29 28    27 ... 14 13 ... 0
 * turn         held  next      end
 *
 * new, or empty -- tryHold: turn+1, held --> held -- fill, take --> held -- publish --> published
 * }</pre>
 *
 * <p><b>Used again.</b> An empty batch may be held and filled once more, so the word counts the
 * turns: it never has a value twice, as within a turn its parts only close in on each other. A
 * taker reads the word, then the array, and claims by a CAS of that word. T1 reads word and array;
 * T2 takes what is left, holds the batch and fills it from another array, with the same range; T1's
 * CAS fails, as the turn is another. So whoever claims has read the array of the turn that it
 * claims from, and does not read it again: once the range is empty, the array may be another.
 */
public final class Batch extends BatchFields {

  private static final int INDEX_BITS = 14; // a queue's arrays have 8,192 places at most
  private static final int INDEX = (1 << INDEX_BITS) - 1;
  private static final long HELD = 1L << (2 * INDEX_BITS);
  private static final long TURN = HELD << 1;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(BatchFields.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;

  /** Creates an empty batch, held by the current thread. */
  public Batch() {
    word = HELD;
  }

  // ---- of the holder
  // --------------------------------------------------------------------------------

  /** Called only by the holder. */
  public Batch before(@Nullable Batch other) {
    next = other;
    return this;
  }

  /** Called only by the holder, who has claimed the slots. */
  void fill(@Nullable Object[] from, int next, int end, boolean trailed) {
    slots = from;
    this.trailed = trailed;
    word = of(word, next, end);
  }

  /** Returns how many slots are left. Called only by the holder. */
  public int left() {
    return length(word);
  }

  /** Takes the oldest task; null if there is none. Called only by the holder. */
  public @Nullable Object take() {
    while (left() > 0) {
      int i = next(word);
      word = of(word, i + 1, end(word));
      Object task = CreditQueue.clear(slots, i, trailed);
      if (task != null) {
        return task;
      }
    }
    return null;
  }

  /** Lets everybody take; a full fence. Called only by the holder, who is it no longer. */
  public void publish() {
    WORD.getAndAdd(this, -HELD);
  }

  // ---- of any thread
  // --------------------------------------------------------------------------------

  /** Makes the current thread the holder if the batch is published and empty. */
  public boolean tryHold() {
    long w = word;
    return !isHeld(w) && length(w) == 0 && WORD.compareAndSet(this, w, of(w + TURN, 0, 0) | HELD);
  }

  /** The batch that stands behind this one. */
  public @Nullable Batch next() {
    return next;
  }

  /** Takes the oldest task; null if there is none. */
  public @Nullable Object poll() {
    for (; ; ) {
      long w = word;
      if (isHeld(w) || length(w) == 0) {
        return null;
      }
      @Nullable Object[] from = slots; // of this turn, if the CAS succeeds
      boolean exchange = trailed;
      int i = next(w);
      if (WORD.compareAndSet(this, w, of(w, i + 1, end(w)))) {
        Object task = CreditQueue.clear(from, i, exchange);
        if (task != null) {
          return task;
        }
      }
    }
  }

  /**
   * Takes the newer half of the tasks; false if there are none.
   *
   * @param into a batch that the current thread holds
   */
  public boolean pollHalf(Batch into) {
    for (; ; ) {
      long w = word;
      if (isHeld(w) || length(w) == 0) {
        return false;
      }
      @Nullable Object[] from = slots; // of this turn, if the CAS succeeds
      boolean exchange = trailed;
      int end = end(w);
      int n = (length(w) + 1) / 2;
      if (WORD.compareAndSet(this, w, of(w, next(w), end - n))) {
        into.fill(from, end - n, end, exchange);
        return true;
      }
    }
  }

  /**
   * Shows the tasks that are there, the oldest first, and takes none, as long as {@code more}
   * answers true. A slot counts only if it was still in the range of the same turn after it had
   * been read.
   *
   * @return the last answer, true if there was none
   */
  public boolean show(Predicate<Object> more) {
    long w = word;
    if (isHeld(w)) {
      return true;
    }
    @Nullable Object[] from = slots;
    for (int i = next(w); i < end(w); i++) {
      Object task = i < from.length ? CreditQueue.read(from, i) : null; // of another turn, if not
      long now = word;
      boolean here = isSameTurn(now, w) && next(now) <= i && i < end(now);
      if (task != null && here && !more.test(task)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of tasks, none while somebody holds the batch. */
  public int size() {
    long w = word;
    return isHeld(w) ? 0 : length(w);
  }

  // ---- the word
  // -------------------------------------------------------------------------------------

  private static boolean isHeld(long word) {
    return (word & HELD) != 0;
  }

  private static boolean isSameTurn(long a, long b) {
    return (a ^ b) >>> (2 * INDEX_BITS) == 0;
  }

  private static int next(long word) {
    return (int) (word >>> INDEX_BITS) & INDEX;
  }

  private static int end(long word) {
    return (int) word & INDEX;
  }

  private static int length(long word) {
    return end(word) - next(word);
  }

  /** The same word with another range. */
  private static long of(long word, int next, int end) {
    return (word & -HELD) | ((long) next << INDEX_BITS) | end;
  }
}

@SuppressWarnings("unused")
abstract class BatchFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

/** What takers write for each task, and what is read with it. */
abstract class BatchFields extends BatchFront {

  private static final @Nullable Object[] NONE = {};

  volatile @Nullable Object[] slots = NONE; // for show, which claims nothing
  boolean trailed; // see CreditQueue
  volatile long word;
  @Nullable Batch next; // written before it is published
}
