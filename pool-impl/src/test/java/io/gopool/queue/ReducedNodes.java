package io.gopool.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of {@link CreditQueue} without the credits and for a single producer, with one
 * deliberate bug. Without a bug it passes the tests, so that it is the bug that they catch.
 */
final class ReducedNodes {

  enum Bug {
    NONE,
    /** An array is used again although a consumer has yet to empty one of its slots. */
    RECYCLES_AT_ONCE,
    /** A consumer moves the head by a write. */
    STORES_HEAD
  }

  private static final int SIZE = 2;

  private static final class Node {
    final int base;
    final AtomicReferenceArray<Integer> slots;
    final AtomicReference<Node> next = new AtomicReference<>();

    Node(int base, AtomicReferenceArray<Integer> slots) {
      this.base = base;
      this.slots = slots;
    }
  }

  private final Bug bug;
  private final AtomicInteger head = new AtomicInteger();
  private final AtomicReference<Node> headNode;
  private final AtomicReference<AtomicReferenceArray<Integer>> spare = new AtomicReference<>();
  private Node tailNode;
  private int tail;

  ReducedNodes(Bug bug) {
    this.bug = bug;
    tailNode = new Node(0, new AtomicReferenceArray<>(SIZE));
    headNode = new AtomicReference<>(tailNode);
  }

  void offer(Integer task) {
    if (tail == tailNode.base + SIZE) {
      AtomicReferenceArray<Integer> slots = spare.getAndSet(null);
      Node next = new Node(tail, isUsable(slots) ? slots : new AtomicReferenceArray<>(SIZE));
      tailNode.next.set(next);
      tailNode = next;
    }
    tailNode.slots.set(tail - tailNode.base, task);
    tail++;
  }

  @Nullable Integer poll() {
    for (; ; ) {
      Node node = headNode.get();
      int h = head.get();
      int i = h - node.base;
      if (i >= SIZE) {
        Node next = node.next.get();
        if (next == null) {
          return null;
        }
        if (headNode.compareAndSet(node, next)) {
          spare.set(node.slots);
        }
        continue;
      }
      if (i < 0) {
        continue;
      }
      Integer task = node.slots.get(i);
      if (task == null) {
        if (head.get() == h) {
          return null;
        }
      } else if (claim(h)) {
        node.slots.set(i, null);
        return task;
      }
    }
  }

  private boolean claim(int h) {
    if (bug == Bug.STORES_HEAD) {
      head.set(h + 1);
      return true;
    }
    return head.compareAndSet(h, h + 1);
  }

  /** Looked at by the producer: a slow consumer has more time to empty its slot until then. */
  private boolean isUsable(@Nullable AtomicReferenceArray<Integer> slots) {
    if (slots == null) {
      return false;
    }
    for (int i = 0; i < SIZE && bug != Bug.RECYCLES_AT_ONCE; i++) {
      if (slots.get(i) != null) {
        return false;
      }
    }
    return true;
  }
}
