package io.gopool.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The machines without work, last come, first called: the one that parked last has the warmest
 * caches, and those at the bottom get to leave. Go's {@code sched.midle} list, without its lock.
 *
 * <p>Each push makes a new node, so there is no ABA. A machine that leaves claims its node, and the
 * node stays until it is popped: then it is skipped. It lets the machine go at once, because those
 * above may be called and come back for ever, and it stays below them. Machines are only started
 * when the stack is empty, so there are never more dead nodes than there were machines at once.
 */
final class IdleMachines {

  /** One stay on the stack. Who turns {@code claimed} has the machine: a caller, or itself. */
  static final class Node {

    private @Nullable Machine machine; // null once it has left
    private final AtomicInteger claimed = new AtomicInteger();
    private @Nullable Node next; // before the CAS that publishes the node

    private Node(Machine machine) {
      this.machine = machine;
    }
  }

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();
  private final AtomicInteger size = new AtomicInteger();

  /** Called by the machine. */
  Node push(Machine machine) {
    Node node = new Node(machine);
    size.incrementAndGet();
    for (; ; ) {
      Node t = top.get();
      node.next = t;
      if (top.compareAndSet(t, node)) {
        return node;
      }
    }
  }

  /** The caller has to give the machine a processor. */
  @Nullable Machine pop() {
    for (; ; ) {
      Node t = top.get();
      if (t == null) {
        return null;
      }
      if (top.compareAndSet(t, t.next) && tryClaim(t)) {
        return t.machine;
      }
    }
  }

  /** Called by the machine that wants to leave; false if somebody is giving it a processor. */
  boolean claim(Node node) {
    if (tryClaim(node)) {
      node.machine = null;
      return true;
    }
    return false;
  }

  private boolean tryClaim(Node node) {
    // (R6) off the stack, or about to leave, not yet claimed
    if (node.claimed.compareAndSet(0, 1)) {
      size.decrementAndGet();
      return true;
    }
    return false;
  }

  void forEach(Consumer<Machine> action) {
    for (Node n = top.get(); n != null; n = n.next) {
      Machine machine = n.machine;
      if (machine != null) {
        action.accept(machine);
      }
    }
  }

  int size() {
    return size.get();
  }
}
