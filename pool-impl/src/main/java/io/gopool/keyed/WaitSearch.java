package io.gopool.keyed;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Searches the graph of who waits for whom: a guest for any of the threads that are in tasks of the
 * key, another for the thread that runs its job. A thread goes on if a path leads from it to one
 * that is not stuck.
 */
final class WaitSearch<K> {

  private final Set<Stack<K>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Stack<K>> next;

  private WaitSearch(List<Stack<K>> from) {
    next = new ArrayDeque<>(from);
  }

  /** Whether any of these will go on: waits in the end for somebody who does. */
  static <K> boolean goesOn(List<Stack<K>> stacks) {
    return new WaitSearch<>(stacks).findsOne();
  }

  private boolean findsOne() {
    for (Stack<K> stack = next.poll(); stack != null; stack = next.poll()) {
      if (!seen.add(stack)) {
        continue;
      }
      Awaited awaited = stack.awaited;
      if (awaited == null || goesOn(awaited)) {
        return true;
      }
    }
    return false;
  }

  /** Whether what is awaited goes on by itself; if not, notes those that it waits for in turn. */
  @SuppressWarnings("unchecked") // what tasks of these pools wait for is of these pools
  private boolean goesOn(Awaited awaited) {
    return switch (awaited) {
      case KeyPool<?> pool -> {
        next.addAll(((KeyPool<K>) pool).stuck);
        yield pool.hasActive();
      }
      case Job<?> job -> {
        if (job.isOver()) {
          yield true;
        }
        if (job.isQueued()) {
          yield goesOn(job.pool());
        }
        Stack<K> runner = ((Job<K>) job).runner();
        if (runner != null) {
          next.add(runner);
        }
        yield runner == null; // if a blocked submitter carries it, who waits for it is being told
      }
    };
  }
}
