package io.gopool.keyed;

import java.util.concurrent.locks.LockSupport;

/** A blocked submitter with the task that it carries. Its state changes under the lock. */
final class Waiter<K> implements Line.Entry {

  /** What became of it. */
  enum State {
    WAITING,
    /** Its task is in the pool. */
    ADMITTED,
    /** The pools were shut down. */
    CLOSED,
    /** Its time ran out, or it was interrupted. */
    GAVE_UP
  }

  private final Thread thread = Thread.currentThread();
  private final Job<K> job;
  private volatile State state = State.WAITING;

  Waiter(Job<K> job) {
    this.job = job;
  }

  Job<K> job() {
    return job;
  }

  /** May be read without the lock: a waiter that has left stays so. */
  State state() {
    return state;
  }

  @Override
  public boolean hasLeft() {
    return state != State.WAITING;
  }

  /** Under the lock: ends the wait and wakes the submitter, unless that is the caller. */
  void leave(State to) {
    state = to;
    if (thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
  }
}
