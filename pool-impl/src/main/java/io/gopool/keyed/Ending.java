package io.gopool.keyed;

/** Whether the pools are shut down, and how many of them are still in use then. */
final class Ending {

  private volatile boolean closed; // written under the lock
  private int awaited; // under the lock

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  /** The end of all waits for the pool. */
  void await(KeyPool<?> pool) {
    pool.awaited = true;
    awaited++;
  }

  /** The pool is idle. */
  void arrived(KeyPool<?> pool) {
    if (pool.awaited) {
      pool.awaited = false;
      awaited--;
    }
  }

  /** Whether nothing is left, once closed. */
  boolean isDrained() {
    return awaited == 0;
  }
}
