package io.gopool.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One {@code invokeAny}: submits the tasks one after the other until one succeeds. While the pool
 * is full it waits for a slot and for the end of those that are in it, whichever comes first; a
 * worker that waits runs those nobody has started.
 */
final class AnyOf<T extends @Nullable Object> {

  private final PoolExecutor pool;
  private final List<Contender> contenders;
  private final BlockingQueue<Contender> ended; // has room for all: to end takes no memory
  private final Thread caller = Thread.currentThread();
  private int submitted;
  private int active;
  private @Nullable ExecutionException failure; // the latest

  AnyOf(PoolExecutor pool, Collection<? extends Callable<T>> tasks) {
    this.pool = pool;
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny needs at least one task, was given none");
    }
    contenders = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      contenders.add(new Contender(Objects.requireNonNull(task, "task")));
    }
    ended = new ArrayBlockingQueue<>(contenders.size());
  }

  T run(Deadline deadline) throws InterruptedException, ExecutionException, TimeoutException {
    try {
      for (; ; ) {
        Contender contender = next(deadline);
        active--;
        try {
          return contender.get();
        } catch (ExecutionException e) {
          failure = e;
        } catch (CancellationException e) {
          failure = new ExecutionException(e);
        }
      }
    } finally {
      contenders.forEach(c -> c.cancel(/* mayInterruptIfRunning= */ true));
    }
  }

  /** Returns the next one that ended, after submitting as many as possible. */
  private Contender next(Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Contender first = ended.poll();
    while (first == null && submitted < contenders.size()) {
      submitOne(deadline);
      first = ended.poll();
    }
    if (first != null) {
      return first;
    }
    if (active == 0) {
      throw Objects.requireNonNull(failure);
    }
    return await(deadline);
  }

  /** Submits one more, unless one ends while it waits for a slot. */
  private void submitOne(Deadline deadline) throws InterruptedException, TimeoutException {
    Contender contender = contenders.get(submitted);
    if (pool.admit(contender, deadline.left(), () -> !ended.isEmpty())) {
      submitted++;
      active++;
    } else if (ended.isEmpty()) {
      throw new TimeoutException();
    }
  }

  private Contender await(Deadline deadline) throws InterruptedException, TimeoutException {
    for (int i = 0; i < submitted && ended.isEmpty() && !deadline.isOver(); i++) {
      contenders.get(i).help();
    }
    Contender contender = poll(deadline);
    if (contender == null) {
      throw new TimeoutException();
    }
    return contender;
  }

  private @Nullable Contender poll(Deadline deadline) throws InterruptedException {
    Worker self = pool.core().crew.current();
    if (self == null) {
      return ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
    }
    self.waitsFor(this, /* timed= */ !deadline.isNever());
    try {
      return ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
    } finally {
      self.waitsNoLonger();
    }
  }

  /**
   * How many it waits for, written before the wait. Others find it right between two looks at the
   * same wait; else it may be a later number.
   */
  int active() {
    return active;
  }

  private final class Contender extends PoolExecutor.OwnedFuture<T> {

    Contender(Callable<T> task) {
      super(pool.core(), task, task);
    }

    void help() {
      core().help(this);
    }

    @Override
    Object partOf() {
      return AnyOf.this;
    }

    @Override
    void onEnd(@Nullable Throwable thrown) {
      ended.add(this);
      LockSupport.unpark(caller); // it may wait for a slot instead
    }
  }
}
