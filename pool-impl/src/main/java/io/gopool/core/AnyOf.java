package io.gopool.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code invokeAny}: submits the tasks one after the other until one succeeds. When the pool is
 * full and some of them are in it already it waits for one of those instead of blocking in
 * admission, so that a success is not missed; a worker that waits runs those nobody has started.
 */
final class AnyOf<T extends @Nullable Object> {

  private final PoolExecutor pool;
  private final List<Contender> contenders;
  private final BlockingQueue<Contender> ended = new LinkedBlockingQueue<>();
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
    for (; ; ) {
      Contender first = ended.poll();
      if (first != null) {
        return first;
      }
      if (submitted == contenders.size()) {
        if (active == 0) {
          throw Objects.requireNonNull(failure);
        }
        return await(deadline);
      }
      if (!submitOne(deadline)) {
        return await(deadline);
      }
    }
  }

  /** Submits one more; false if the pool is full and some are in it. */
  private boolean submitOne(Deadline deadline) throws InterruptedException, TimeoutException {
    Contender contender = contenders.get(submitted);
    if (active > 0 && pool.core().gate.blocks()) {
      if (!pool.offer(contender)) {
        return false;
      }
    } else if (!pool.admit(contender, deadline.left())) {
      throw new TimeoutException();
    }
    submitted++;
    active++;
    return true;
  }

  private Contender await(Deadline deadline) throws InterruptedException, TimeoutException {
    for (int i = 0; i < submitted && ended.isEmpty(); i++) {
      contenders.get(i).help();
    }
    Contender contender = ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
    if (contender == null) {
      throw new TimeoutException();
    }
    return contender;
  }

  private final class Contender extends PoolExecutor.OwnedFuture<T> {

    Contender(Callable<T> task) {
      super(pool.core(), task);
    }

    void help() {
      core().help(this);
    }

    @Override
    void ended() {
      ended.add(this);
    }
  }
}
