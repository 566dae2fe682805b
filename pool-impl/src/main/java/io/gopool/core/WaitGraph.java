package io.gopool.core;

import io.gopool.core.WorkerActivity.Nested;
import io.gopool.core.WorkerActivity.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which workers wait for each other through the pool's own futures and groups, and so for ever.
 *
 * <p><b>Of a moving pool.</b> All waits are read, then all are read again, and only workers count
 * whose wait is the same object both times. Each of these was waiting during the whole of the time
 * between the first and the second pass; a worker that waits changes neither the tasks that it is
 * in nor how many it waits for, and both are read in that time; so what is found held at one
 * instant, and a circle of it for ever.
 *
 * <p><b>Stuck.</b> A worker that waits for a future, or for all of a group, is stuck if it waits
 * for a task that a stuck worker is in; one that waits for any of some tasks, if it waits for such
 * ones alone. What is queued, or run by somebody who does not wait, may end. So beginning with all
 * that wait those are struck out that may go on, then those that only they held up. Of what remains
 * each waits for another that remains, and following that leads into a circle.
 */
final class WaitGraph {

  /** A worker that waits, with what it was in. */
  static final class Node {
    final Worker worker;
    final Wait wait;
    private final int awaited; // of an AnyOf, how many tasks
    private final List<PoolFuture<?>> runs = new ArrayList<>();

    private Node(Worker worker, Wait wait) {
      this.worker = worker;
      this.wait = wait;
      awaited = wait.target instanceof AnyOf<?> any ? any.active() : 1;
    }

    /** The task of it that the node before waits for: the innermost of those. */
    PoolFuture<?> awaitedBy(Node before) {
      for (PoolFuture<?> task : runs) {
        if (task == before.wait.target || task.partOf() == before.wait.target) {
          return task;
        }
      }
      throw new IllegalArgumentException(before.worker.thread() + " does not wait for this");
    }
  }

  private final IdentityHashMap<Object, List<Node>> runners =
      new IdentityHashMap<>(); // by future, by group
  private final IdentityHashMap<Object, List<Node>> waiters = new IdentityHashMap<>(); // by target
  private final Set<Node> stuck = Collections.newSetFromMap(new IdentityHashMap<>());

  private WaitGraph(List<Worker> family) {
    List<Node> nodes = new ArrayList<>();
    for (Worker worker : family) {
      Wait wait = worker.currentWait();
      if (wait != null) {
        nodes.add(new Node(worker, wait));
      }
    }
    for (Node node : nodes) {
      Object activity = node.worker.activity();
      if (node.worker.currentWait() == node.wait) {
        add(node, activity);
      }
    }
  }

  /** Returns the circles; each node waits for a task of the next, the last for one of the first. */
  static List<List<Node>> circles(List<Worker> family) {
    WaitGraph graph = new WaitGraph(family);
    graph.strikeOut();
    return graph.walk();
  }

  private void add(Node node, @Nullable Object activity) {
    stuck.add(node);
    waiters.computeIfAbsent(node.wait.target, t -> new ArrayList<>()).add(node);
    for (Object a = activity; a != null; a = a instanceof Nested n ? n.outer() : null) {
      Object task = a instanceof Nested n ? n.task() : a;
      if (Wrapped.original((Runnable) task) instanceof PoolFuture<?> future) {
        node.runs.add(future);
        runners.computeIfAbsent(future, t -> new ArrayList<>()).add(node);
        Object whole = future.partOf();
        if (whole != null) {
          runners.computeIfAbsent(whole, t -> new ArrayList<>()).add(node);
        }
      }
    }
  }

  private void strikeOut() {
    ArrayDeque<Node> toLook = new ArrayDeque<>(stuck);
    for (Node node = toLook.poll(); node != null; node = toLook.poll()) {
      if (stuck.contains(node) && mayGoOn(node)) {
        stuck.remove(node);
        for (PoolFuture<?> task : node.runs) {
          toLook.addAll(waiters.getOrDefault(task, List.of()));
          toLook.addAll(waiters.getOrDefault(task.partOf(), List.of()));
        }
      }
    }
  }

  private boolean mayGoOn(Node node) {
    long held =
        runners.getOrDefault(node.wait.target, List.of()).stream().filter(stuck::contains).count();
    return node.wait.target instanceof AnyOf<?> ? held < node.awaited : held == 0;
  }

  private List<List<Node>> walk() {
    List<List<Node>> circles = new ArrayList<>();
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node first : stuck) {
      LinkedHashSet<Node> path = new LinkedHashSet<>();
      Node node = first;
      while (seen.add(node)) {
        path.add(node);
        node = next(node);
      }
      if (path.contains(node)) {
        List<Node> all = List.copyOf(path);
        circles.add(all.subList(all.indexOf(node), all.size()));
      }
    }
    return circles;
  }

  private Node next(Node node) {
    return runners.getOrDefault(node.wait.target, List.of()).stream()
        .filter(stuck::contains)
        .findFirst()
        .orElseThrow();
  }
}
