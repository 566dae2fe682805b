package io.gopool.keyed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pools of the tasks that a worker is in: the task that it was sent with, and those that it
 * runs inline in each other. Only the innermost goes on. Used by the worker alone, but for what it
 * waits for: that, and the pools while it waits, are read by all under the {@link Monitor}'s lock.
 */
final class Stack<K> {

  private final List<@Nullable KeyPool<K>> pools = new ArrayList<>(2);
  private final List<KeyPool<K>> distinct = new ArrayList<>(2);

  /** What the innermost task waits for in these pools; null if it goes on. Under the lock. */
  @Nullable Awaited awaited;

  int depth() {
    return pools.size();
  }

  /** Whether the thread is in a task of the pool. */
  boolean contains(KeyPool<K> pool) {
    for (KeyPool<K> p : distinct) {
      if (p == pool) {
        return true;
      }
    }
    return false;
  }

  /** Each pool once; not to be changed. */
  List<KeyPool<K>> pools() {
    return distinct;
  }

  /**
   * A task begins.
   *
   * @param pool null if its key has none
   */
  void push(@Nullable KeyPool<K> pool) {
    pools.add(pool);
    if (pool != null && !contains(pool)) {
      distinct.add(pool);
    }
  }

  void pop() {
    KeyPool<K> pool = pools.removeLast();
    if (pool != null && !pools.contains(pool)) {
      distinct.removeLast();
    }
  }
}
