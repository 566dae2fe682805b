package io.gopool.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is in, for who takes a {@link Dump}: written by the worker alone, read by anybody.
 *
 * <p>This is on the path of each task, so it is one release store: the word stays when the task has
 * ended, until the next begins or there is none. The store is a release and the read an acquire, so
 * that the reader sees the task as its submitter made it.
 *
 * <p>A task that runs inside of another (inline, or awaited by it) is a {@link Nested}.
 */
abstract class WorkerActivity {

  /**
   * A task and the one around it, which waits for its end; itself a task or nested.
   *
   * @param inFuture whether a task around it has a future
   */
  record Nested(Object task, Object outer, boolean inFuture) {

    Nested(Object task, Object outer) {
      this(
          task,
          outer,
          outer instanceof PoolFuture<?>
              || (outer instanceof Nested n && (n.inFuture || n.task instanceof PoolFuture<?>)));
    }
  }

  /**
   * A wait for the end of a future, or of those that are {@link PoolFuture#partOf} the target. Each
   * wait is an object of its own: who sees the same one twice knows that it lasted in between.
   */
  static final class Wait {
    final Object target;
    final boolean timed;

    Wait(Object target, boolean timed) {
      this.target = target;
      this.timed = timed;
    }
  }

  private static final VarHandle TASK;

  static {
    try {
      TASK = MethodHandles.lookup().findVarHandle(WorkerActivity.class, "task", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Object task;
  private volatile @Nullable Wait wait;

  /** A task is about to run, in none. */
  final void begins(Object next) {
    TASK.setRelease(this, next);
  }

  /** There is no task: forgets the last. */
  final void hasNothing() {
    if (task != null) {
      TASK.setRelease(this, (Object) null);
    }
  }

  /** A task is about to run in the current one; returns what {@link #leavesFor} must be given. */
  final @Nullable Object enters(Object inner) {
    Object outer = task;
    TASK.setRelease(this, outer == null ? inner : new Nested(inner, outer));
    return outer;
  }

  /** The inner task has ended. */
  final void leavesFor(@Nullable Object outer) {
    TASK.setRelease(this, outer);
  }

  /** How many of the tasks that a thread is in have a future of that kind. */
  static int countFutures(@Nullable Object activity, Predicate<PoolFuture<?>> kind) {
    int n = 0;
    for (Object at = activity; at != null; ) {
      Nested nested = at instanceof Nested around ? around : null;
      if ((nested == null ? at : nested.task) instanceof PoolFuture<?> future
          && kind.test(future)) {
        n++;
      }
      at = nested != null && nested.inFuture ? nested.outer : null;
    }
    return n;
  }

  /** The current task is about to block until the target has ended. */
  final void waitsFor(Object target, boolean timed) {
    wait = new Wait(target, timed);
  }

  final void waitsNoLonger() {
    wait = null;
  }

  /** The task that it is in, a {@link Nested}, or null. Any thread. */
  final @Nullable Object activity() {
    return TASK.getAcquire(this);
  }

  /** What it waits for, as far as the pool knows. Any thread. */
  final @Nullable Wait currentWait() {
    return wait;
  }
}
