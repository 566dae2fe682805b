package io.gopool.core;

import io.gopool.WorkerPool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes pools with one deliberate error, for the check of the checkers: a {@link StressRound} on
 * one must not pass.
 */
final class BrokenPool {

  /** What is wrong. */
  enum Defect {
    /** A task is taken and forgotten. */
    LOSES,
    /** A task runs once more, outside. */
    RUNS_TWICE,
    /** A task is refused and runs all the same. */
    RUNS_WHAT_IT_REFUSED,
    /** A task runs although the slots are taken. */
    EXCEEDS_ITS_CAPACITY,
    /** What {@code shutdownNow} removed is not handed back. */
    FORGETS_WHAT_NEVER_RAN
  }

  private final Defect defect;
  private final int oneIn;
  private final AtomicInteger chances = new AtomicInteger();
  private final AtomicInteger strikes = new AtomicInteger();

  /** Errs in one call of so many, of those in which it could. */
  BrokenPool(Defect defect, int oneIn) {
    this.defect = defect;
    this.oneIn = oneIn;
  }

  int strikes() {
    return strikes.get();
  }

  /** Returns a pool that does what the given one does, and errs. */
  WorkerPool around(WorkerPool pool) {
    return (WorkerPool)
        Proxy.newProxyInstance(
            BrokenPool.class.getClassLoader(),
            new Class<?>[] {WorkerPool.class},
            (proxy, method, args) ->
                method.getName().equals("execute")
                    ? execute(pool, (Runnable) args[0])
                    : call(pool, method, args));
  }

  private @Nullable Object execute(WorkerPool pool, Runnable task) {
    switch (defect) {
      case LOSES -> {
        if (errs()) {
          return null;
        }
      }
      case RUNS_TWICE -> {
        if (errs()) {
          outside(task);
        }
      }
      case EXCEEDS_ITS_CAPACITY -> {
        if (pool.free() == 0 && errs()) {
          outside(task);
          return null;
        }
      }
      default -> {}
    }
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      if (defect == Defect.RUNS_WHAT_IT_REFUSED && errs()) {
        outside(task);
      }
      throw e;
    }
    return null;
  }

  private @Nullable Object call(WorkerPool pool, Method method, Object[] args) throws Throwable {
    try {
      Object result = method.invoke(pool, args);
      return defect == Defect.FORGETS_WHAT_NEVER_RAN && result instanceof List<?> neverRan
          ? withoutTheFirstThatNobodyAwaits(neverRan)
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private List<?> withoutTheFirstThatNobodyAwaits(List<?> neverRan) {
    List<Object> rest = new ArrayList<>(neverRan);
    for (Object task : neverRan) {
      if (task instanceof StressTask && errs()) {
        rest.remove(task);
        break;
      }
    }
    return rest;
  }

  private boolean errs() {
    if (chances.incrementAndGet() % oneIn != 0) {
      return false;
    }
    strikes.incrementAndGet();
    return true;
  }

  private static void outside(Runnable task) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("broken-worker-1")
            .uncaughtExceptionHandler((t, planned) -> {})
            .start(task);
    while (thread.isAlive()) {
      Thread.onSpinWait(); // so that it is over before the books are closed
    }
  }
}
