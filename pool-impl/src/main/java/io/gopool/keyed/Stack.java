package io.gopool.keyed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pools of the tasks that a worker is in: the task that it was sent with, and those that it
 * runs inline in each other. Only the innermost goes on. Used by the worker alone.
 */
final class Stack<K> {

  private final List<@Nullable KeyPool<K>> pools = new ArrayList<>(2);

  int depth() {
    return pools.size();
  }

  boolean contains(KeyPool<K> pool) {
    for (KeyPool<K> p : pools) {
      if (p == pool) {
        return true;
      }
    }
    return false;
  }

  /**
   * A task begins.
   *
   * @param pool null if its key has none
   */
  void push(@Nullable KeyPool<K> pool) {
    pools.add(pool);
  }

  void pop() {
    pools.removeLast();
  }
}
