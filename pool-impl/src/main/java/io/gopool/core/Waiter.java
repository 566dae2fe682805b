package io.gopool.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A blocked submitter with the task that it carries.
 *
 * <pre>{@code
 * WAITING --granter--> CLAIMED --> ADMITTED    the task is in the pool
 *    |                  ^     \--> FAILED      no worker could be started for it: see error
 *    +------taker-------+                      who waits for the task, or cancelled it: see Carried
 *    +------closer-----------------> CLOSED    the pool was shut down
 *    +------submitter--------------> CANCELLED time ran out, or interrupted
 * }</pre>
 *
 * <p>Each arrow out of WAITING is one CAS, so exactly one side wins.
 */
final class Waiter {

  static final int WAITING = 0;
  static final int CLAIMED = 1;
  static final int ADMITTED = 2;
  static final int FAILED = 3;
  static final int CLOSED = 4;
  static final int CANCELLED = 5;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread;
  private final Runnable task;
  private final long since = System.nanoTime();
  private volatile int state;
  private @Nullable Throwable error; // written before state becomes FAILED

  Waiter(Thread thread, Runnable task) {
    this.thread = thread;
    this.task = task;
  }

  Runnable task() {
    return task;
  }

  /** The submitter. */
  Thread thread() {
    return thread;
  }

  /** When it began to wait, on the scale of {@link System#nanoTime}. */
  long since() {
    return since;
  }

  int state() {
    return state;
  }

  /** Whether its fate is known: neither waiting nor claimed. */
  boolean isSettled() {
    return state > CLAIMED;
  }

  @Nullable Throwable error() {
    return error;
  }

  /**
   * One CAS out of WAITING. Who claims it must {@link #settle} it; that one, and who closes it,
   * must then {@link #wake} the submitter.
   */
  boolean tryLeave(int to) {
    return STATE.compareAndSet(this, WAITING, to);
  }

  /** Called only by the thread that claimed it: says what became of the task, and wakes nobody. */
  void settle(@Nullable Throwable failure) {
    error = failure;
    state = failure == null ? ADMITTED : FAILED;
  }

  void wake() {
    LockSupport.unpark(thread);
  }
}
