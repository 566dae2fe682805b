package io.gopool.queue;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * {@link ThreadTable} reduced to what its correctness rests on, with one deliberate bug. Without a
 * bug it passes the tests, so that it is the bug that they catch. One segment, of numbers above 0,
 * which all have the last place as their first.
 */
final class ReducedTable {

  enum Bug {
    NONE,
    /** A place becomes null again, and a search ends before what stands behind it. */
    NO_MARK,
    /** What stands behind moves up, as in the JDK's tables, past who reads without a lock. */
    MOVES_UP,
    /** The new array is filled after it was published. */
    PUBLISHED_EMPTY,
    /** Two write at once. */
    NO_LOCK
  }

  private static final int NULL = 0;
  private static final int GONE = -1;

  private final Bug bug;
  private volatile AtomicIntegerArray places = new AtomicIntegerArray(4);
  private int live;
  private int gone;

  ReducedTable(Bug bug) {
    this.bug = bug;
  }

  boolean contains(int number) {
    AtomicIntegerArray at = places;
    return at.get(find(number, at)) == number;
  }

  void add(int number) {
    if (bug == Bug.NO_LOCK) {
      addAlone(number);
    } else {
      synchronized (this) {
        addAlone(number);
      }
    }
  }

  private void addAlone(int number) {
    AtomicIntegerArray at = places;
    int i = find(number, at);
    if (at.get(i) == number) {
      return;
    }
    if (4 * (live + gone + 1) > 3 * at.length()) {
      copyWith(number);
      gone = 0;
    } else {
      at.set(i, number);
    }
    live++;
  }

  private void copyWith(int number) {
    AtomicIntegerArray old = places;
    AtomicIntegerArray copy =
        new AtomicIntegerArray(Math.max(4, 2 * Integer.highestOneBit(2 * live + 1)));
    if (bug == Bug.PUBLISHED_EMPTY) {
      places = copy;
    }
    for (int i = 0; i < old.length(); i++) {
      int each = old.get(i);
      if (each != NULL && each != GONE) {
        copy.set(find(each, copy), each);
      }
    }
    copy.set(find(number, copy), number);
    places = copy;
  }

  synchronized void remove(int number) {
    AtomicIntegerArray at = places;
    int i = find(number, at);
    if (at.get(i) != number) {
      return;
    }
    live--;
    if (bug == Bug.NO_MARK) {
      at.set(i, NULL);
    } else if (bug == Bug.MOVES_UP) {
      moveUp(i, at);
    } else {
      at.set(i, GONE);
      gone++;
    }
    if (live == 0) {
      places = new AtomicIntegerArray(4);
      gone = 0;
    }
  }

  private static void moveUp(int to, AtomicIntegerArray at) {
    int from = next(to, at);
    at.set(to, at.get(from));
    if (at.get(from) != NULL) {
      moveUp(from, at);
    }
  }

  /** Looks at each place at most once: without a lock there may be no null. */
  private static int find(int number, AtomicIntegerArray at) {
    int i = at.length() - 1;
    for (int looks = 1; looks < at.length(); looks++) {
      int there = at.get(i);
      if (there == NULL || there == number) {
        return i;
      }
      i = next(i, at);
    }
    return i;
  }

  private static int next(int i, AtomicIntegerArray at) {
    return (i + 1) & (at.length() - 1);
  }
}
