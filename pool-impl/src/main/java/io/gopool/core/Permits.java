package io.gopool.core;

import io.gopool.queue.PaddedInt;
import io.gopool.queue.PaddedLong;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a pool: each task in flight holds one, and there are {@code capacity +
 * queueCapacity} of them. Striped by processor, so that one counter is not fought over.
 *
 * <p><b>Idea.</b> A stripe has two words on lines of their own. Submitters take permits from {@code
 * word}; workers that finish a task add one to {@code finished}, and never touch the submitters'
 * line. A submitter that runs dry harvests what was finished since the last time, as a Disruptor
 * producer re-reads its consumers' sequence only when the cached one does not suffice. So a task
 * costs one CAS when it is admitted and one add when it ends, on lines that seldom move.
 *
 * <pre>{@code
 * word      63 ............ 32 31 ............ 0
 *           harvested          available
 *           (low half of        (permits ready
 *            finished)           to be taken)
 *
 * take      available > 0:      word - 1
 *           else                harvested := finished, available := the difference - 1
 * finish    finished + 1
 * }</pre>
 *
 * <p><b>The bound is strict</b>: a permit is at each instant in exactly one place, in a stripe
 * (available, or finished and not harvested), with a task, or in the hands of a thread between two
 * steps. None is ever on its way between two stripes, so a submitter that finds all stripes empty
 * may say that the pool is full, provided that nothing was finished during its look (a permit could
 * come up behind it); then it looks again.
 *
 * <p><b>Counting for free.</b> Permits taken at a stripe so far are {@code issued + harvested -
 * available}, with {@code harvested} extended to 64 bits by means of {@code finished}. That is how
 * many tasks were submitted; nobody counts them separately.
 *
 * <p><b>Shrinking</b> adds to {@code debt} and pays it from free permits, now or as they come back.
 * While there is debt no submission succeeds: T1 takes the last free permit, T2 shrinks (debt := 1,
 * finds nothing free), T1 reads the debt after its CAS and pays instead of being admitted. T1
 * before T2's store was admitted under the old bound.
 */
final class Permits {

  /** More than fits into memory as tasks, so an unbounded pool never runs out. */
  static final int UNBOUNDED = 1 << 30;

  private final Stripe[] stripes;
  private final PaddedInt debt = new PaddedInt(0);
  private final PaddedLong issued;
  private final PaddedLong additions = new PaddedLong(0);

  Permits(int stripeCount, int permits) {
    stripes = new Stripe[stripeCount];
    for (int i = 0; i < stripeCount; i++) {
      int share = permits / stripeCount + (i < permits % stripeCount ? 1 : 0);
      stripes[i] = new Stripe(share);
    }
    issued = new PaddedLong(permits);
  }

  /** Takes a permit, from the stripe {@code home} if it has one; false if there is none. */
  boolean tryAcquire(int home) {
    for (; ; ) {
      if (stripes[home].tryTake() || tryTakeElsewhere(home)) {
        if (debt.get() == 0 || !payWithOwn()) {
          return true;
        }
      } else {
        return false;
      }
    }
  }

  /** Gives a permit back as that of a finished task. A full fence follows. */
  void finish(int home) {
    stripes[home].finished.addAndGet(1);
    if (debt.get() != 0) {
      payDebt();
    }
  }

  /** Gives a permit back as if it had never been taken. */
  void putBack(int home) {
    add(stripes[home], 1);
    if (debt.get() != 0) {
      payDebt();
    }
  }

  /** Adds permits, settling debt first. Called under the lock of the pool's life. */
  void grow(int permits) {
    int rest = permits;
    while (rest > 0 && debt.decrementIfAbove(0)) {
      rest--;
    }
    int share = rest / stripes.length;
    int remainder = rest % stripes.length;
    for (int i = 0; i < stripes.length; i++) {
      int add = share + (i < remainder ? 1 : 0);
      if (add > 0) {
        add(stripes[i], add);
      }
    }
    issued.addAndGet(rest); // afterwards, so that inFlight() is rather too low for a moment
  }

  /**
   * Takes permits out of use, now or when they come back. Called under the lock of the pool's life.
   */
  void shrink(int permits) {
    debt.addAndGet(permits);
    payDebt();
  }

  /**
   * Returns the permits that tasks hold; never more than there really were at some moment of the
   * call.
   */
  int inFlight() {
    long free = 0;
    long total = issued.get();
    for (Stripe stripe : stripes) {
      free += stripe.free();
    }
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, total - free));
  }

  /** Returns the permits nobody holds. */
  int free() {
    long free = 0;
    for (Stripe stripe : stripes) {
      free += stripe.free();
    }
    return (int) Math.min(Integer.MAX_VALUE, free);
  }

  /** Returns how many permits were taken for tasks so far. Read before {@link #finished}. */
  long taken() {
    long taken = issued.get();
    for (Stripe stripe : stripes) {
      taken += stripe.harvestedMinusAvailable();
    }
    return taken;
  }

  /** Returns how many tasks gave their permit back so far. */
  long finished() {
    long finished = 0;
    for (Stripe stripe : stripes) {
      finished += stripe.finished.get();
    }
    return finished;
  }

  private boolean tryTakeElsewhere(int home) {
    int n = stripes.length;
    if (n == 1) {
      return false;
    }
    for (; ; ) {
      long before = turnover();
      for (int i = 1, at = home; i <= n; i++) { // ends with home: it may have got one meanwhile
        at = at + 1 == n ? 0 : at + 1;
        if (stripes[at].tryTake()) {
          return true;
        }
      }
      if (turnover() == before) {
        return false; // nothing came during the look, so at its end all stripes were empty
      }
    }
  }

  /** A number that grows whenever a permit has come into a stripe. */
  private long turnover() {
    return additions.get() + finished();
  }

  private void add(Stripe stripe, int permits) {
    stripe.add(permits);
    additions.addAndGet(1);
  }

  /** Destroys the permit in hand if there still is debt; false if the caller keeps it. */
  private boolean payWithOwn() {
    if (debt.decrementIfAbove(0)) {
      issued.addAndGet(-1);
      return true;
    }
    return false;
  }

  private void payDebt() {
    while (debt.get() > 0) {
      Stripe from = takeAny();
      if (from == null) {
        return;
      }
      if (!payWithOwn()) {
        add(from, 1); // somebody else paid the last of it
      }
    }
  }

  private @Nullable Stripe takeAny() {
    for (Stripe stripe : stripes) {
      if (stripe.tryTake()) {
        return stripe;
      }
    }
    return null;
  }

  private static final class Stripe {

    private static final long HALF = 0xFFFF_FFFFL;

    private final PaddedLong word;
    final PaddedLong finished = new PaddedLong(0);

    Stripe(int permits) {
      word = new PaddedLong(pack(0, permits));
    }

    boolean tryTake() {
      for (; ; ) {
        long w = word.get();
        int available = (int) w;
        if (available > 0) {
          if (word.cas(w, w - 1)) {
            return true;
          }
          continue;
        }
        int harvested = (int) (w >>> 32);
        int fresh = (int) finished.get() - harvested;
        if (fresh == 0) {
          return false;
        }
        if (word.cas(w, pack(harvested + fresh, fresh - 1))) {
          return true;
        }
      }
    }

    void add(int permits) {
      for (; ; ) {
        long w = word.get();
        if (word.cas(w, pack((int) (w >>> 32), (int) w + permits))) {
          break;
        }
      }
    }

    /** Permits in this stripe; the word is read first, so that the sum is not too small. */
    long free() {
      long w = word.get();
      return (int) w + (long) ((int) finished.get() - (int) (w >>> 32));
    }

    long harvestedMinusAvailable() {
      long w = word.get();
      long f = finished.get();
      long harvested = f - ((int) f - (int) (w >>> 32));
      return harvested - (int) w;
    }

    private static long pack(int harvested, int available) {
      return ((long) harvested << 32) | (available & HALF);
    }
  }
}
