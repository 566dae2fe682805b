package io.gopool.contract;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** The ways a task can fail. */
public enum Failure {
  UNCHECKED,
  CHECKED,
  ERROR,
  STACK_OVERFLOW,
  BARE_THROWABLE,
  INTERRUPTED,
  CANCELLATION,
  EXECUTION;

  public Throwable newThrowable() {
    return switch (this) {
      case UNCHECKED -> new IllegalStateException("unchecked");
      case CHECKED -> new IOException("checked");
      case ERROR -> new AssertionError("error");
      case STACK_OVERFLOW -> new StackOverflowError("stack overflow");
      case BARE_THROWABLE -> new Throwable("bare throwable");
      case INTERRUPTED -> new InterruptedException("interrupted");
      case CANCELLATION -> new CancellationException("not a cancellation of the future");
      case EXECUTION -> new ExecutionException("nested", new IOException("inner"));
    };
  }

  /** Returns a task that throws, also what its signature does not allow. */
  public static Runnable runnable(Throwable failure) {
    return () -> Failure.<RuntimeException>sneakyThrow(failure);
  }

  /** Returns a task that throws, also what its signature does not allow. */
  public static <T> Callable<T> callable(Throwable failure) {
    return () -> {
      Failure.<RuntimeException>sneakyThrow(failure);
      throw new AssertionError("not reached");
    };
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void sneakyThrow(Throwable failure) throws X {
    throw (X) failure;
  }
}
