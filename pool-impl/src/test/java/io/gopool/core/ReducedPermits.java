package io.gopool.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link Permits} and the credits of its queues reduced to what their correctness rests on, with
 * one deliberate bug. Without a bug it passes the tests, so that it is the bug that they catch.
 */
final class ReducedPermits {

  enum Bug {
    NONE,
    /** The limit is raised by a write, whatever happened since it was computed. */
    RAISE_BY_STORE,
    /** A shrink resets the limit, but lets those go on that have read it. */
    NO_EPOCH,
    /** What comes back is given out although the pool is in debt. */
    RAISE_IN_DEBT,
    /** Says that all is taken after one look, although a permit may have come up behind it. */
    LOOK_ONCE
  }

  /** A position in an epoch. */
  private static final class Word {
    final int epoch;
    final int position;

    Word(int epoch, int position) {
      this.epoch = epoch;
      this.position = position;
    }
  }

  private final Bug bug;
  private final int stripes;
  private final AtomicReference<Word>[] tail;
  private final AtomicReference<Word>[] limit;
  private final AtomicIntegerArray granted;
  private final AtomicIntegerArray returned;
  private final AtomicInteger debt = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();

  @SuppressWarnings({"unchecked", "rawtypes"})
  ReducedPermits(Bug bug, int stripes, int permits) {
    this.bug = bug;
    this.stripes = stripes;
    tail = new AtomicReference[stripes];
    limit = new AtomicReference[stripes];
    granted = new AtomicIntegerArray(stripes);
    returned = new AtomicIntegerArray(stripes);
    for (int i = 0; i < stripes; i++) {
      int share = permits / stripes + (i < permits % stripes ? 1 : 0);
      tail[i] = new AtomicReference<>(new Word(0, 0));
      limit[i] = new AtomicReference<>(new Word(0, share));
      granted.set(i, share);
    }
  }

  boolean tryAcquire(int home) {
    for (; ; ) {
      int change = changes.get();
      int before = allReturned();
      for (int i = 0; i < stripes; i++) {
        if (tryTake((home + i) % stripes)) {
          return true;
        }
      }
      if (bug == Bug.LOOK_ONCE) {
        return false;
      }
      if (change % 2 == 1) {
        payDebt(0);
      } else if (changes.get() == change && allReturned() == before) {
        return false;
      }
    }
  }

  private boolean tryTake(int stripe) {
    for (; ; ) {
      Word w = tail[stripe].get();
      Word l = limit[stripe].get();
      if (l.epoch < w.epoch || (l.epoch == w.epoch && w.position >= l.position)) {
        if (!raise(stripe, l)) {
          return false;
        }
      } else if (tail[stripe].compareAndSet(w, new Word(w.epoch, w.position + 1))) {
        return true;
      }
    }
  }

  private boolean raise(int stripe, Word l) {
    if (debt.get() != 0 && bug != Bug.RAISE_IN_DEBT) {
      return false;
    }
    Word to = new Word(l.epoch, granted.get(stripe) + returned.get(stripe));
    if (to.position == l.position) {
      return limit[stripe].get() != l;
    }
    if (bug == Bug.RAISE_BY_STORE) {
      limit[stripe].set(new Word(tail[stripe].get().epoch, to.position));
    } else {
      limit[stripe].compareAndSet(l, to);
    }
    return true;
  }

  void finish(int home) {
    returned.incrementAndGet(home);
    if (debt.get() != 0) {
      payDebt(0);
    }
  }

  synchronized void grow(int permits) {
    changes.incrementAndGet();
    int settled = Math.min(permits, debt.get());
    granted.addAndGet(0, permits - settled);
    debt.addAndGet(-settled);
    changes.incrementAndGet();
  }

  void shrink(int permits) {
    payDebt(permits);
  }

  private synchronized void payDebt(int more) {
    changes.incrementAndGet();
    debt.addAndGet(more);
    for (int i = 0; more > 0 && i < stripes; i++) {
      if (bug != Bug.NO_EPOCH) {
        tail[i].updateAndGet(w -> new Word(w.epoch + 1, w.position));
      }
      limit[i].set(new Word(tail[i].get().epoch, 0));
    }
    for (int i = 0; i < stripes && debt.get() > 0; i++) {
      int taken = Math.min(debt.get(), free(i));
      granted.addAndGet(i, -taken);
      debt.addAndGet(-taken);
    }
    changes.incrementAndGet();
  }

  int free() {
    int free = 0;
    for (int i = 0; i < stripes; i++) {
      free += free(i);
    }
    return free;
  }

  private int free(int stripe) {
    return granted.get(stripe) + returned.get(stripe) - tail[stripe].get().position;
  }

  private int allReturned() {
    int sum = 0;
    for (int i = 0; i < stripes; i++) {
      sum += returned.get(i);
    }
    return sum;
  }
}
