package io.gopool.contract;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.function.Executable;

/** A thread of its own that makes one call, so that a test can watch and interrupt it. */
public final class Caller<T> {

  private final FutureTask<T> call;
  private final Thread thread;
  private volatile boolean interruptStatus;

  private Caller(Callable<T> body, boolean interruptFirst) {
    call = new FutureTask<>(() -> observed(body));
    thread = Thread.ofPlatform().daemon().name("caller").unstarted(call);
    if (interruptFirst) {
      thread.interrupt(); // kept by a thread that has not started yet, since JDK 14
    }
  }

  /** Makes the call in a new thread. */
  public static <T> Caller<T> call(Callable<T> body) {
    return new Caller<>(body, /* interruptFirst= */ false).start();
  }

  /** Makes the call in a new thread. */
  public static Caller<Void> run(Executable body) {
    return call(asCallable(body));
  }

  /** Makes the call in a new thread whose interrupt status is set. */
  public static Caller<Void> runInterrupted(Executable body) {
    return new Caller<>(asCallable(body), /* interruptFirst= */ true).start();
  }

  /** Waits for a future, whatever comes of it, and returns its state. */
  public static Future.State outcome(Future<?> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    run(() -> {
          try {
            future.get();
          } catch (ExecutionException | CancellationException e) {
            // the state says it
          }
        })
        .result();
    return future.state();
  }

  private static Callable<Void> asCallable(Executable body) {
    return () -> {
      try {
        body.execute();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable t) {
        throw new AssertionError(t);
      }
      return null;
    };
  }

  private Caller<T> start() {
    thread.start();
    return this;
  }

  private T observed(Callable<T> body) throws Exception {
    try {
      return body.call();
    } finally {
      interruptStatus = Thread.interrupted();
    }
  }

  /** Waits until the thread waits for something. */
  public Caller<T> awaitBlocked() {
    Patience.eventually(
        () ->
            switch (thread.getState()) {
              case WAITING, TIMED_WAITING -> true;
              case TERMINATED -> throw new AssertionError("ended: " + call);
              default -> false;
            });
    return this;
  }

  /** Whether the thread has got as far as to park in the pool. */
  public boolean isParked() {
    return LockSupport.getBlocker(thread) != null;
  }

  public Thread thread() {
    return thread;
  }

  public void interrupt() {
    thread.interrupt();
  }

  public boolean isDone() {
    return call.isDone();
  }

  /** Waits for the call and returns what it returned. */
  public T result() throws InterruptedException, ExecutionException, TimeoutException {
    return result(Duration.ofSeconds(PoolFixture.PATIENCE_SECONDS));
  }

  /** The same for a call that makes a great many steps. */
  public T result(Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    return call.get(patience.toNanos(), NANOSECONDS);
  }

  /** Waits for the call, which must have thrown, and returns what it threw. */
  public <X extends Throwable> X failure(Class<X> type) {
    return assertThrows(
        type,
        () -> {
          try {
            result();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  /** Waits for the call and returns the interrupt status it ended with. */
  public boolean interruptStatusAfter() throws InterruptedException, TimeoutException {
    try {
      result();
    } catch (ExecutionException e) {
      // the status is all that is asked for
    }
    return interruptStatus;
  }
}
