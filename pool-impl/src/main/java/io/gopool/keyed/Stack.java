package io.gopool.keyed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a worker is in, with their pools: the task that it was sent with, and those that
 * it runs inline in each other. Only the innermost goes on. Used by the worker alone, but for what
 * it waits for: that, and the pools while it waits, are read by all under the {@link Monitor}'s
 * lock.
 */
final class Stack<K> {

  private final List<Job<K>> jobs = new ArrayList<>(2);
  private final List<KeyPool<K>> distinct = new ArrayList<>(2);

  /** What the innermost task waits for in these pools; null if it goes on. Under the lock. */
  @Nullable Awaited awaited;

  int depth() {
    return jobs.size();
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
   * Counts the futures that satisfy a condition, of the tasks that the innermost one's thread is in
   * besides. If it runs others' as well, as there was no thread for a {@link Relay}, they are left
   * to the first of its own.
   */
  int countOuter(Predicate<KeyedFuture<?, ?>> condition) {
    int count = 0;
    int innermost = jobs.size() - 1;
    for (int i = innermost - 1; i >= 0; i--) {
      if (jobs.get(i).submitted() instanceof KeyedFuture<?, ?> future && condition.test(future)) {
        count++;
      }
      if (i % Crew.MAX_DEPTH == 0) {
        break;
      }
    }
    return count;
  }

  /** A task begins. */
  void push(Job<K> job) {
    KeyPool<K> pool = job.poolOrNull();
    boolean isNew = pool != null && !contains(pool);
    if (isNew) {
      distinct.add(pool);
    }
    try {
      jobs.add(job);
    } catch (Throwable t) { // no memory
      if (isNew) {
        distinct.removeLast();
      }
      throw t;
    }
  }

  void pop() {
    KeyPool<K> pool = jobs.removeLast().poolOrNull();
    if (pool != null && !isOfAnother(pool)) {
      distinct.removeLast();
    }
  }

  private boolean isOfAnother(KeyPool<K> pool) {
    for (Job<K> job : jobs) {
      if (job.poolOrNull() == pool) {
        return true;
      }
    }
    return false;
  }
}
