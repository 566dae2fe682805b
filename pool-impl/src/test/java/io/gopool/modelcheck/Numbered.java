package io.gopool.modelcheck;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/** Each task is a number of its own, and must be taken once. */
public abstract class Numbered {

  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger[] taken = new AtomicInteger[64];

  /** Creates one that was offered no task. */
  protected Numbered() {
    for (int i = 0; i < taken.length; i++) {
      taken[i] = new AtomicInteger();
    }
  }

  /** Returns the next task. */
  protected final int next() {
    return offered.getAndIncrement();
  }

  /** Takes a task out of the structure; null if there is none. */
  protected abstract @Nullable Object take();

  /** Takes a task. */
  @Operation
  public void poll() {
    took(take());
  }

  /** To be told of each task that was taken; null for none. */
  protected final void took(@Nullable Object task) {
    if (task != null) {
      taken[(Integer) task].incrementAndGet();
    }
  }

  /** Takes the rest first. */
  @Validate
  public void eachWasTakenOnce() {
    for (int n = offered.get(); n > 0; n--) {
      poll();
    }
    for (int i = 0; i < offered.get(); i++) {
      if (taken[i].get() != 1) {
        throw new AssertionError("task " + i + " was taken " + taken[i] + " times");
      }
    }
  }

  /** The specification: says nothing about the answers, as what matters is checked at the end. */
  public static class AnyTasks {

    /** Answers nothing. */
    public void offer() {}

    /** Answers nothing. */
    public void poll() {}
  }
}
