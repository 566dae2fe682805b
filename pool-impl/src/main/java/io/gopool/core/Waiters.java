package io.gopool.core;

import io.gopool.queue.PaddedInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The blocked submitters, first come, first served.
 *
 * <p>A submitter that gives up, or whose task was taken from it, leaves its node in the list, as a
 * dead one. When more nodes are dead than alive one of them sweeps the list, so that giving up
 * costs constant time on average and a pool that is stuck does not grow.
 */
final class Waiters {

  private static final int SWEEP_FROM = 64;

  private final ConcurrentLinkedQueue<Waiter> list = new ConcurrentLinkedQueue<>();
  private final PaddedInt count = new PaddedInt(0);
  private final PaddedInt dead = new PaddedInt(0);
  private final int bound;

  Waiters(int bound) {
    this.bound = bound;
  }

  /** Whether somebody waits: no newcomer may then pass. */
  boolean any() {
    return count.get() != 0;
  }

  int count() {
    return count.get();
  }

  /** Appends a waiter unless too many wait. A full fence follows. */
  boolean tryAdd(Waiter waiter) {
    if (!count.incrementIfBelow(bound)) {
      return false;
    }
    try {
      // (G14) counted, not yet in the list
      list.add(waiter);
    } catch (Throwable t) { // no memory
      count.addAndGet(-1);
      throw t;
    }
    return true;
  }

  /**
   * Takes the longest waiting submitter out of WAITING into the given state; null if there is none.
   */
  @Nullable Waiter poll(int to) {
    for (Waiter w = list.poll(); w != null; w = list.poll()) {
      if (w.tryLeave(to)) {
        count.addAndGet(-1);
        return w;
      }
      dead.addAndGet(-1);
    }
    return null;
  }

  /**
   * Whether the list has nodes. Unlike {@link #any} this is true only after a node was appended.
   */
  boolean listed() {
    return !list.isEmpty();
  }

  /**
   * Called only by the waiter's own thread: gives up; false if it was granted or closed instead.
   */
  boolean cancel(Waiter waiter) {
    return remove(waiter, Waiter.CANCELLED);
  }

  /** Its node stays in the list, as a dead one. */
  private boolean remove(Waiter waiter, int to) {
    if (!waiter.tryLeave(to)) {
      return false;
    }
    int alive = count.addAndGet(-1);
    if (dead.addAndGet(1) > Math.max(SWEEP_FROM, alive)) {
      sweep();
    }
    return true;
  }

  /**
   * Takes a task from its submitter, which goes on when the waiter is settled; false if it was
   * granted or closed, or gave up.
   */
  boolean take(Waiter waiter) {
    return remove(waiter, Waiter.CLAIMED);
  }

  /** Shows who waits, the longest waiting first, until {@code more} answers false. */
  void show(Predicate<Waiter> more) {
    for (Waiter w : list) {
      if (w.state() == Waiter.WAITING && !more.test(w)) {
        return;
      }
    }
  }

  private void sweep() {
    list.removeIf(w -> w.state() != Waiter.WAITING);
    dead.set(0); // a count that is a little off only moves the next sweep
  }
}
