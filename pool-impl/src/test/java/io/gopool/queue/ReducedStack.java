package io.gopool.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * {@link IdleStack} reduced to what its correctness rests on, with one deliberate bug. Without a
 * bug it passes the tests, so that it is the bug that they catch.
 */
final class ReducedStack {

  enum Bug {
    NONE,
    /** Who unlinks an entry, or finds it expired, has it. */
    NO_CLAIM,
    /** The bound is looked at first and counted against afterwards. */
    BOUND_BY_LOOK,
    /** Expiry of the whole stack forgets what was pushed meanwhile. */
    CUT_BY_STORE,
    /** A node is used again although somebody may have read it. */
    REUSE_WHILE_READ
  }

  private final Bug bug;
  private final AtomicReference<Node> head = new AtomicReference<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicReferenceArray<Node> spares = new AtomicReferenceArray<>(3);

  ReducedStack(Bug bug) {
    this.bug = bug;
  }

  boolean tryPush(Integer item, long now, int bound) {
    if (bug == Bug.BOUND_BY_LOOK) {
      if (size.get() >= bound) {
        return false;
      }
      size.incrementAndGet();
    } else {
      int s;
      do {
        s = size.get();
        if (s >= bound) {
          return false;
        }
      } while (!size.compareAndSet(s, s + 1));
    }
    Node node = unusedNode();
    node.item = item;
    node.pushed = now;
    do {
      node.next = head.get();
    } while (!head.compareAndSet(node.next, node));
    return true;
  }

  Integer pop() {
    inside.incrementAndGet();
    Node popped = unlink();
    Integer item = popped == null ? null : popped.item;
    boolean alone = inside.decrementAndGet() == 0;
    if (popped != null && (alone || bug == Bug.REUSE_WHILE_READ)) {
      spare(popped);
    }
    return item;
  }

  private Node unlink() {
    for (Node top = head.get(); top != null; top = head.get()) {
      if (head.compareAndSet(top, top.next) && claim(top)) {
        return top;
      }
    }
    return null;
  }

  void expire(long cutoff, Consumer<Integer> taken) {
    inside.incrementAndGet();
    cut(cutoff, taken);
    inside.decrementAndGet();
  }

  private void cut(long cutoff, Consumer<Integer> taken) {
    Node above = null;
    Node node = head.get();
    while (node != null && node.pushed > cutoff) {
      above = node;
      node = node.next;
    }
    if (node == null) {
      return;
    }
    for (Node n = node; n != null; n = n.next) {
      if (claim(n)) {
        taken.accept(n.item);
      }
    }
    if (above != null) {
      above.next = null;
    } else if (bug == Bug.CUT_BY_STORE) {
      head.set(null);
    } else {
      head.compareAndSet(node, null);
    }
  }

  private boolean claim(Node node) {
    if (bug == Bug.NO_CLAIM || node.claimed.compareAndSet(false, true)) {
      size.decrementAndGet();
      return true;
    }
    return false;
  }

  private void spare(Node node) {
    node.claimed.set(false);
    for (int i = 0; i < spares.length(); i++) {
      if (spares.compareAndSet(i, null, node)) {
        return;
      }
    }
  }

  private Node unusedNode() {
    for (int i = 0; i < spares.length(); i++) {
      Node node = spares.getAndSet(i, null);
      if (node != null) {
        return node;
      }
    }
    return new Node();
  }

  private static final class Node {
    Integer item;
    long pushed;
    final AtomicBoolean claimed = new AtomicBoolean();
    volatile Node next;
  }
}
