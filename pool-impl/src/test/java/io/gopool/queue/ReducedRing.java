package io.gopool.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@link RunQueue} reduced to what its correctness rests on, with one deliberate bug. Without a bug
 * it passes the tests, so that it is the bug that they catch.
 */
final class ReducedRing {

  enum Bug {
    NONE,
    /** The consumer gives the slot to the next lap's producer before it has read the task. */
    RELEASE_BEFORE_READ,
    /** The consumer moves head by a plain write after its look: two may take the same task. */
    HEAD_BY_STORE,
    /** The task itself says whose turn it is: the same task one lap later looks like this one. */
    NO_SEQUENCE,
    /** A batch is all that producers have claimed, published or not. */
    BATCH_UP_TO_TAIL,
    /** Moved tasks go to where the tail was, without a claim. */
    MOVE_WITHOUT_CLAIM
  }

  private final Bug bug;
  private final int size;
  private final AtomicReferenceArray<Object> slots;
  private final AtomicLongArray sequences;
  final AtomicLong head = new AtomicLong();
  final AtomicLong tail = new AtomicLong();

  ReducedRing(Bug bug, int size) {
    this.bug = bug;
    this.size = size;
    slots = new AtomicReferenceArray<>(size);
    sequences = new AtomicLongArray(size);
    for (int i = 0; i < size; i++) {
      sequences.set(i, i);
    }
  }

  boolean offer(Object task) {
    if (bug == Bug.NO_SEQUENCE) {
      return offerWithoutSequence(task);
    }
    for (; ; ) {
      long t = tail.get();
      long turn = sequences.get(slot(t)) - t;
      if (turn < 0) {
        return false;
      }
      if (turn == 0 && tail.compareAndSet(t, t + 1)) {
        put(t, task);
        return true;
      }
    }
  }

  Object poll() {
    if (bug == Bug.NO_SEQUENCE) {
      return pollWithoutSequence();
    }
    for (; ; ) {
      long h = head.get();
      long turn = sequences.get(slot(h)) - (h + 1);
      if (turn < 0) {
        return null;
      }
      if (turn == 0 && claim(h, 1)) {
        return take(h);
      }
    }
  }

  int pollBatch(Object[] into, int max) {
    for (; ; ) {
      long h = head.get();
      int n = available(h, max);
      if (n == 0) {
        return 0;
      }
      if (claim(h, n)) {
        for (int i = 0; i < n; i++) {
          into[i] = take(h + i);
        }
        return n;
      }
    }
  }

  Object pollInto(ReducedRing target, int max, GlobalQueue spill) {
    for (; ; ) {
      long h = head.get();
      int n = available(h, max);
      if (n == 0) {
        return null;
      }
      long t = target.tail.get();
      int room = 0;
      while (room < n - 1 && target.sequences.get(target.slot(t + room)) == t + room) {
        room++;
      }
      if (claim(h, 1 + room)) {
        Object first = take(h);
        if (bug == Bug.MOVE_WITHOUT_CLAIM) {
          target.tail.set(t + room);
        }
        boolean fits = bug == Bug.MOVE_WITHOUT_CLAIM || target.tail.compareAndSet(t, t + room);
        for (int i = 0; i < room; i++) {
          Object task = take(h + 1 + i);
          if (fits) {
            target.put(t + i, task);
          } else {
            spill.offer(task);
          }
        }
        return first;
      }
    }
  }

  private int available(long h, int max) {
    if (bug == Bug.BATCH_UP_TO_TAIL) {
      return (int) Math.min(max, tail.get() - h);
    }
    int n = 0;
    while (n < max && sequences.get(slot(h + n)) == h + n + 1) {
      n++;
    }
    return n;
  }

  private boolean claim(long h, int n) {
    if (bug == Bug.HEAD_BY_STORE) {
      head.set(h + n);
      return true;
    }
    return head.compareAndSet(h, h + n);
  }

  private Object take(long p) {
    if (bug == Bug.RELEASE_BEFORE_READ) {
      sequences.set(slot(p), p + size);
    }
    Object task = slots.get(slot(p));
    slots.set(slot(p), null);
    sequences.set(slot(p), p + size);
    return task;
  }

  private void put(long p, Object task) {
    slots.set(slot(p), task);
    sequences.set(slot(p), p + 1);
  }

  private boolean offerWithoutSequence(Object task) {
    for (; ; ) {
      long t = tail.get();
      if (t - head.get() >= size) {
        return false;
      }
      if (slots.compareAndSet(slot(t), null, task)) {
        tail.set(t + 1);
        return true;
      }
    }
  }

  private Object pollWithoutSequence() {
    for (; ; ) {
      long h = head.get();
      Object task = slots.get(slot(h));
      if (task == null) {
        return null;
      }
      if (slots.compareAndSet(slot(h), task, null)) {
        head.set(h + 1);
        return task;
      }
    }
  }

  private int slot(long p) {
    return (int) (p % size);
  }
}
