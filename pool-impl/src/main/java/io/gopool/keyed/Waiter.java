package io.gopool.keyed;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A blocked submitter with the job that it carries, or a task that waits to run a job inline. Its
 * state changes under the lock.
 */
final class Waiter<K> implements Line.Entry {

  /** What became of it. */
  enum State {
    WAITING,
    /** Its job is in the pool; for a task: it has been lent a slot to run it inline. */
    ADMITTED,
    /** Somebody else has the job that this task waited to run. */
    FORESTALLED,
    /** Somebody who waits for the job has taken it over, or dropped it because it is cancelled. */
    TAKEN,
    /** The pools were shut down. */
    CLOSED,
    /** Its time ran out, or it was interrupted. */
    GAVE_UP
  }

  private final Thread thread = Thread.currentThread();
  private final Job<K> job;
  private final @Nullable Stack<K> stack;
  private volatile State state = State.WAITING;
  private @Nullable Waiter<K> next; // under the lock, then its last holder's

  /** A submitter. */
  Waiter(Job<K> job) {
    this(job, null);
  }

  /** A submitter, or a task with the given stack. */
  Waiter(Job<K> job, @Nullable Stack<K> stack) {
    this.job = job;
    this.stack = stack;
  }

  Job<K> job() {
    return job;
  }

  /** The pools of the tasks that wait with it. */
  Stack<K> stack() {
    return Objects.requireNonNull(stack, "no task");
  }

  /** May be read without the lock: a waiter that has left stays so. */
  State state() {
    return state;
  }

  @Override
  public boolean hasLeft() {
    return state != State.WAITING;
  }

  /** Whether it is a task of these pools. */
  boolean isTask() {
    return stack != null;
  }

  /** It waits with a job that it submits, which is free from now on. Under the lock. */
  void carriesJob() {
    job.carrier(this);
  }

  /**
   * Called only by {@link Monitor#endWait}: ends the wait.
   *
   * @param others who have left in the same section
   */
  void leave(State as, @Nullable Waiter<K> others) {
    if (job.carrier() == this) {
      job.carrier(null);
    }
    next = others;
    state = as;
  }

  /** Another that has left in the same section; for who ends that. */
  @Nullable Waiter<K> next() {
    return next;
  }

  /** Wakes the thread, unless that is the caller; never throws. */
  void wake() {
    if (thread != Thread.currentThread()) {
      Waker.unpark(thread);
    }
  }

  /** Sends all away: the pools are shut down. */
  static <K> void sendAway(Line<Waiter<K>> waiters, Monitor<K> monitor) {
    for (Waiter<K> w = waiters.poll(); w != null; w = waiters.poll()) {
      monitor.endWait(w, State.CLOSED);
    }
  }

  /**
   * Called only by the waiter's own thread: waits until it has left.
   *
   * @param giveUp has it leave, or says that it is too late for that
   * @return false if the time ran out
   */
  boolean await(long deadline, Predicate<Waiter<K>> giveUp) throws InterruptedException {
    boolean interrupted = Thread.interrupted(); // counts before the deadline, however late it is
    while (!hasLeft()) {
      long left = Nanos.left(deadline);
      if ((interrupted || left <= 0) && giveUp.test(this)) {
        if (interrupted) {
          throw new InterruptedException("interrupted while waiting for a slot of a key");
        }
        return false;
      }
      if (!hasLeft()) {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt(); // it came too late
    }
    return true;
  }
}
