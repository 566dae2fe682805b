package io.gopool.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * {@link Permits} reduced to what its correctness rests on, with one deliberate bug. Without a bug
 * it passes the tests, so that it is the bug that they catch.
 */
final class ReducedPermits {

  enum Bug {
    NONE,
    /** What was finished is moved to what is available by two writes. */
    HARVEST_BY_STORE,
    /** The debt is looked at before the permit is taken, and not afterwards. */
    DEBT_BEFORE_TAKE,
    /** Says that all is taken after one look, although a permit may have come up behind it. */
    LOOK_ONCE
  }

  private final Bug bug;
  private final AtomicIntegerArray available;
  private final AtomicIntegerArray finished;
  private final AtomicInteger turnover = new AtomicInteger();
  private final AtomicInteger debt = new AtomicInteger();

  ReducedPermits(Bug bug, int stripes, int permits) {
    this.bug = bug;
    available = new AtomicIntegerArray(stripes);
    finished = new AtomicIntegerArray(stripes);
    for (int i = 0; i < stripes; i++) {
      available.set(i, permits / stripes + (i < permits % stripes ? 1 : 0));
    }
  }

  boolean tryAcquire(int home) {
    if (bug == Bug.DEBT_BEFORE_TAKE) {
      return debt.get() == 0 && tryTakeAny(home);
    }
    while (tryTakeAny(home)) {
      if (!tryDecrement(debt)) {
        return true;
      }
    }
    return false;
  }

  void finish(int home) {
    finished.incrementAndGet(home);
    turnover.incrementAndGet();
    payDebt();
  }

  void putBack(int home) {
    available.incrementAndGet(home);
    turnover.incrementAndGet();
    payDebt();
  }

  void grow(int permits) {
    for (int i = 0; i < permits; i++) {
      if (!tryDecrement(debt)) {
        available.incrementAndGet(0);
        turnover.incrementAndGet();
      }
    }
  }

  void shrink(int permits) {
    debt.addAndGet(permits);
    payDebt();
  }

  int free() {
    int free = 0;
    for (int i = 0; i < available.length(); i++) {
      free += available.get(i) + finished.get(i);
    }
    return free;
  }

  private void payDebt() {
    while (debt.get() > 0 && tryTakeAny(0)) {
      if (!tryDecrement(debt)) {
        available.incrementAndGet(0);
        turnover.incrementAndGet();
      }
    }
  }

  private boolean tryTakeAny(int home) {
    int n = available.length();
    for (; ; ) {
      int before = turnover.get();
      for (int i = 0; i < n; i++) {
        if (tryTake((home + i) % n)) {
          return true;
        }
      }
      if (bug == Bug.LOOK_ONCE || turnover.get() == before) {
        return false;
      }
    }
  }

  private boolean tryTake(int stripe) {
    if (bug == Bug.HARVEST_BY_STORE && available.get(stripe) == 0) {
      int harvest = finished.get(stripe);
      finished.addAndGet(stripe, -harvest);
      available.set(stripe, harvest);
    }
    return tryDecrement(available, stripe) || tryDecrement(finished, stripe);
  }

  private static boolean tryDecrement(AtomicIntegerArray counts, int i) {
    for (int v = counts.get(i); v > 0; v = counts.get(i)) {
      if (counts.compareAndSet(i, v, v - 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean tryDecrement(AtomicInteger count) {
    for (int v = count.get(); v > 0; v = count.get()) {
      if (count.compareAndSet(v, v - 1)) {
        return true;
      }
    }
    return false;
  }
}
