package io.gopool.core;

import io.gopool.queue.CreditQueue;
import io.gopool.queue.CreditQueue.Entrance;
import io.gopool.queue.CreditQueue.Offer;
import io.gopool.queue.PaddedInt;
import io.gopool.queue.Trail;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a pool: each task in flight holds one, and there are {@code capacity +
 * queueCapacity} of them. Striped by processor, so that one counter is not fought over: a stripe is
 * the {@link CreditQueue} that submitters to this processor use, so that a permit and a place in
 * the queue cost one CAS together.
 *
 * <p><b>The bound is strict</b>: a permit is at each instant in exactly one place, in a stripe or
 * with a task. None is ever on its way between two stripes, so a submitter that finds all stripes
 * empty may say that the pool is full, provided that nothing came back during its look (a permit
 * could come up behind it); then it looks again.
 *
 * <p><b>Where there are many.</b> A submitter whose stripe has few permits left goes to another
 * with its task, and stays there as long as that has many. Only when all have few does it take
 * single ones: that needs a line that workers write at each task, and slows both sides down.
 *
 * <p><b>Shrinking</b> adds to {@code debt} and pays it from free permits, now or as they come back.
 * While there is debt no stripe gives out a permit that came back, and shrinking bars those that
 * were free before it collects them (see {@link CreditQueue#bar}). So from the moment that {@link
 * #shrink} returns nobody is admitted before the old bound's excess has gone. All changes of the
 * debt are made under a lock, with {@code changes} odd meanwhile: a submitter that found nothing
 * looks again if it changed, because permits that will stay are barred for that moment as well.
 */
final class Permits {

  /** More than fits into memory as tasks, so an unbounded pool never runs out. */
  static final int UNBOUNDED = 1 << 30;

  /** A stripe for fewer would only spread one submitter's tasks over several queues. */
  private static final int MIN_PER_STRIPE = 64;

  private final CreditQueue[] stripes;
  private final int[] rich; // by home, where many permits were last found; a hint, so a plain field
  private final PaddedInt debt = new PaddedInt(0);
  private final PaddedInt changes = new PaddedInt(0);
  private final PaddedInt doubtful = new PaddedInt(0); // permits taken before there is a task
  private final ReentrantLock lock = new ReentrantLock();
  private volatile int active; // stripes that submitters begin with

  /**
   * Creates the permits of a pool.
   *
   * @param depthFirst whether workers may take back what they have queued
   */
  Permits(int stripeCount, int permits, boolean depthFirst) {
    stripes = new CreditQueue[stripeCount];
    rich = IntStream.range(0, stripeCount).toArray();
    active = activeFor(permits);
    for (int i = 0; i < stripeCount; i++) {
      stripes[i] = new CreditQueue(i < active ? share(permits, i) : 0, debt, depthFirst);
    }
  }

  private int activeFor(int permits) {
    return Math.max(1, Math.min(stripes.length, permits / MIN_PER_STRIPE));
  }

  private int share(int permits, int stripe) {
    return permits / active + (stripe < permits % active ? 1 : 0);
  }

  /** The stripe where a thread's tasks go, and which a worker takes tasks from first. */
  int home(Thread thread) {
    long hash = thread.threadId() * 0x9E37_79B9_7F4A_7C15L;
    return (int) (((hash >>> 32) * active) >>> 32);
  }

  /** The stripe after the given one. */
  int next(int home) {
    return home + 1 < active ? home + 1 : 0;
  }

  /** The tasks that were admitted through a stripe. */
  CreditQueue stripe(int i) {
    return stripes[i];
  }

  /**
   * Takes a permit, from the stripe {@code home} if it has one, and queues the task there.
   *
   * @param trail of the current thread; null for none
   */
  Offer offer(int home, Object task, Entrance entrance, @Nullable Trail trail) {
    int at = rich[home];
    Offer offer = stripes[at].offerIfMany(task, entrance, trail);
    if (offer == Offer.NO_CREDIT) {
      offer = offerWhereManyAre(home, at, task, entrance, trail);
    }
    if (offer == Offer.NO_CREDIT) {
      offer = offerElsewhere(home, task, entrance, trail);
    }
    if (offer == Offer.VOIDED && debt.get() != 0) {
      payDebt();
    }
    return offer;
  }

  /**
   * The same where the entrance may well have nothing to publish: meanwhile {@link #taken} does not
   * count it.
   */
  Offer offerInDoubt(int home, Object candidate, Entrance entrance) {
    doubtful.addAndGet(1);
    try {
      return offer(home, candidate, entrance, /* trail= */ null);
    } finally {
      doubtful.addAndGet(-1);
    }
  }

  private Offer offerWhereManyAre(
      int home, int poor, Object task, Entrance entrance, @Nullable Trail trail) {
    int n = stripes.length;
    for (int i = 1, at = poor; i < n; i++) {
      at = at + 1 == n ? 0 : at + 1;
      Offer offer = stripes[at].offerIfMany(task, entrance, trail);
      if (offer != Offer.NO_CREDIT) {
        rich[home] = at;
        return offer;
      }
    }
    return Offer.NO_CREDIT;
  }

  private Offer offerElsewhere(int home, Object task, Entrance entrance, @Nullable Trail trail) {
    int n = stripes.length;
    for (; ; ) {
      int change = settledChanges();
      long before = finishedOrPutBack();
      for (int i = 1, at = home; i <= n; i++) { // ends with home: it may have got one meanwhile
        at = at + 1 == n ? 0 : at + 1;
        Offer offer = stripes[at].offer(task, entrance, trail);
        if (offer != Offer.NO_CREDIT) {
          return offer;
        }
      }
      // (P1) no permit found, not yet looked whether one came back
      if (changes.get() == change && finishedOrPutBack() == before) {
        return Offer.NO_CREDIT; // nothing came during the look, so at its end all were empty
      }
    }
  }

  /** Returns the number of changes; if one is being made, after its end. */
  private int settledChanges() {
    int seen = changes.get();
    if ((seen & 1) == 0) {
      return seen;
    }
    lock.lock();
    try {
      return changes.get();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a permit back as that of a finished task. A full fence follows. */
  void finish(int home) {
    stripes[home].credit();
    if (debt.get() != 0) {
      payDebt();
    }
  }

  /** The same; false if others give theirs back at the same place, and another one is better. */
  boolean tryFinish(int home) {
    if (!stripes[home].tryCredit()) {
      return false;
    }
    if (debt.get() != 0) {
      payDebt();
    }
    return true;
  }

  /** Gives a permit back as if it had never been taken. */
  void putBack(int home) {
    stripes[home].annul();
    if (debt.get() != 0) {
      payDebt();
    }
  }

  /** Adds permits, settling debt first. */
  void grow(int permits) {
    lock.lock();
    changes.addAndGet(1);
    try {
      int settled = Math.min(permits, debt.get());
      int rest = permits - settled;
      active =
          Math.max(active, activeFor((int) Math.min(Integer.MAX_VALUE, limit() + (long) rest)));
      for (int i = 0; i < active; i++) {
        stripes[i].grant(share(rest, i));
      }
      debt.addAndGet(-settled);
    } finally {
      changes.addAndGet(1);
      lock.unlock();
    }
  }

  private long limit() {
    return inFlight() + (long) free();
  }

  /** Takes permits out of use, now or when they come back. */
  void shrink(int permits) {
    lock.lock();
    changes.addAndGet(1);
    try {
      debt.addAndGet(permits);
      // (P2) in debt, nothing barred yet
      for (CreditQueue stripe : stripes) {
        stripe.bar();
      }
      // (P3) barred, nothing collected yet
      collect();
    } finally {
      changes.addAndGet(1);
      lock.unlock();
    }
  }

  private void payDebt() {
    lock.lock();
    changes.addAndGet(1);
    try {
      collect();
    } finally {
      changes.addAndGet(1);
      lock.unlock();
    }
  }

  /** Called under the lock. */
  private void collect() {
    for (CreditQueue stripe : stripes) {
      int owed = debt.get();
      if (owed == 0) {
        return;
      }
      debt.addAndGet(-stripe.withdraw(owed));
    }
  }

  /**
   * Returns the permits that tasks hold; never more than there really were at some moment of the
   * call.
   */
  int inFlight() {
    long n = 0;
    for (CreditQueue stripe : stripes) {
      n += stripe.taken();
    }
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, n - finishedOrPutBack()));
  }

  /** Whether at some moment of the call no task held a permit. */
  boolean noneInFlight() {
    long n =
        finishedOrPutBack(); // read first: a permit taken or given back meanwhile adds to the rest
    for (CreditQueue stripe : stripes) {
      n -= stripe.taken();
    }
    return n == 0;
  }

  /** Returns the permits nobody holds. */
  int free() {
    long free = 0;
    for (CreditQueue stripe : stripes) {
      free += stripe.free();
    }
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, free));
  }

  /**
   * Returns how many permits were taken for tasks so far, or fewer. Read before {@link #finished}.
   *
   * <p>The order matters: what is in doubt is seen as such, or among the voided, or has a task.
   */
  long taken() {
    long taken = 0;
    for (CreditQueue stripe : stripes) {
      taken += stripe.taken();
    }
    taken -= doubtful.get();
    return taken - voided();
  }

  /** Returns how many tasks gave their permit back so far. */
  long finished() {
    long returned = finishedOrPutBack(); // read first: what was put back is among voided by then
    return returned - voided();
  }

  private long finishedOrPutBack() {
    long returned = 0;
    for (CreditQueue stripe : stripes) {
      returned += stripe.returned();
    }
    return returned;
  }

  private long voided() {
    long voided = 0;
    for (CreditQueue stripe : stripes) {
      voided += stripe.voided();
    }
    return voided;
  }
}
