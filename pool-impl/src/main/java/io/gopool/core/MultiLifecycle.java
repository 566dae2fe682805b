package io.gopool.core;

import io.gopool.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The life of several pools as that of one. Whatever changes them all is done by one thread at a
 * time, under a lock that no task path takes, and what may be refused is looked at in all of them
 * before the first is changed.
 *
 * <p>Why: T1 shuts down the pools A and B, and has come to A; T2 reboots A, and finds B open; T1
 * shuts B down. Without the lock half of the pools would then be open for ever, although neither
 * wanted that.
 */
final class MultiLifecycle {

  private final List<DefaultWorkerPool> pools;
  private final ReentrantLock lock = new ReentrantLock();

  MultiLifecycle(List<DefaultWorkerPool> pools) {
    this.pools = pools;
  }

  State state() {
    List<State> states = pools.stream().map(DefaultWorkerPool::state).toList();
    if (states.stream().allMatch(s -> s == State.CLOSED)) {
      return State.CLOSED;
    }
    return states.contains(State.OPEN) ? State.OPEN : State.DRAINING;
  }

  void resize(int capacity) {
    int n = pools.size();
    PoolBuilder.requireAtLeast(n, capacity, "capacity", "each of the " + n + " pools needs one");
    lock.lock();
    try {
      pools.getFirst().checkResize(capacity / n + Math.min(1, capacity % n)); // all or none
      for (int i = 0; i < n; i++) {
        pools.get(i).resize(capacity / n + (i < capacity % n ? 1 : 0));
      }
    } finally {
      lock.unlock();
    }
  }

  void shutdown() {
    lock.lock();
    try {
      pools.forEach(DefaultWorkerPool::shutdown);
    } finally {
      lock.unlock();
    }
  }

  List<Runnable> shutdownNow() {
    List<Runnable> neverRan = new ArrayList<>();
    lock.lock();
    try {
      pools.forEach(pool -> neverRan.addAll(pool.shutdownNow()));
    } finally {
      lock.unlock();
    }
    return neverRan;
  }

  /** Stops those that were not rebooted since they were shut down. */
  void stop() {
    lock.lock();
    try {
      pools.forEach(pool -> pool.core().lifecycle.stop());
    } finally {
      lock.unlock();
    }
  }

  /** A task of one pool counts as one of all, so its worker may reboot those that still drain. */
  void reboot() {
    lock.lock();
    try {
      boolean byWorker = isCalledByWorker();
      pools.forEach(pool -> pool.core().lifecycle.checkReboot(byWorker));
      rebootAll(byWorker);
    } finally {
      lock.unlock();
    }
  }

  /** Each is open in the end, also if a first worker of one could not be started. */
  private void rebootAll(boolean byWorker) {
    Throwable failure = null;
    for (DefaultWorkerPool pool : pools) {
      try {
        pool.core().lifecycle.reboot(byWorker);
      } catch (Throwable t) {
        if (failure == null) {
          failure = t;
        } else if (failure != t) {
          failure.addSuppressed(t);
        }
      }
    }
    if (failure != null) {
      throw Sneaky.<RuntimeException>rethrow(failure);
    }
  }

  boolean isCalledByWorker() {
    return pools.stream().anyMatch(pool -> pool.core().lifecycle.isCalledByWorker());
  }

  /** A worker of one of the pools waits for all of them at once: others may do so in another. */
  boolean awaitDrained(Deadline deadline) throws InterruptedException {
    if (isCalledByWorker()) {
      return Lifecycle.awaitDrained(
          pools.stream().map(DefaultWorkerPool::core).toList(), deadline.left());
    }
    for (DefaultWorkerPool pool : pools) {
      if (!pool.awaitDrained(deadline.left())) {
        return false;
      }
    }
    return true;
  }
}
