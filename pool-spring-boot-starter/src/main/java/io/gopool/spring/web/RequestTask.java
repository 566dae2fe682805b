package io.gopool.spring.web;

import io.gopool.spring.AwaitedTask;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

/**
 * What the web server has to do for a connection, as a task: either the pool runs it, or it is
 * refused, and then it is run as well, elsewhere, for {@link RequestValve} to answer 503. So it is
 * where a task decorator fails, for 500. Only whoever takes it first does so; the server uses the
 * object again for another connection.
 */
final class RequestTask implements AwaitedTask {

  private static final ThreadLocal<RequestTask> CURRENT = new ThreadLocal<>();

  private final Runnable work;
  private final Set<RequestTask> pending;
  private final AtomicBoolean taken = new AtomicBoolean();
  private int refusal; // written and read by the one thread that took it
  private volatile @Nullable Thread waiter;

  /**
   * Creates one and adds it.
   *
   * @param pending holds it until its request is in the hands of the application, or answered
   */
  RequestTask(Runnable work, Set<RequestTask> pending) {
    this.work = work;
    this.pending = pending;
    pending.add(this);
  }

  /** Returns the one that this thread does; null if none. */
  static @Nullable RequestTask current() {
    return CURRENT.get();
  }

  /** Called by the pool. */
  @Override
  public void run() {
    if (taken.compareAndSet(false, true)) {
      work();
    }
  }

  /** What it throws is the pool's to log. */
  @Override
  public void runDecorated(Runnable decorated) {
    boolean failed;
    try {
      decorated.run();
    } finally {
      failed = fail();
    }
    if (failed) {
      throw new IllegalStateException(
          "the task decorator returned a task that did not run its argument");
    }
  }

  /**
   * Does it in this worker to say that it failed, unless the decoration came as far as the task.
   */
  private boolean fail() {
    boolean mine = taken.compareAndSet(false, true);
    if (mine) {
      refusal = Response.SC_INTERNAL_SERVER_ERROR;
      work();
    }
    return mine;
  }

  /** Does it in this thread to refuse it, unless it was taken before. */
  void refuse() {
    if (taken.compareAndSet(false, true)) {
      refusal = Response.SC_SERVICE_UNAVAILABLE;
      Thread inVain = waiter;
      if (inVain != null) {
        inVain.interrupt();
      }
      work();
    }
  }

  private void work() {
    CURRENT.set(this);
    try {
      work.run();
    } finally {
      CURRENT.remove();
      forget();
    }
  }

  /** Returns the status that is the answer, 0 for the application's. Called where it is done. */
  int refusal() {
    return refusal;
  }

  boolean isTaken() {
    return taken.get();
  }

  /** Names the thread that waits for a slot, null for none any more. */
  void waitedForBy(@Nullable Thread thread) {
    waiter = thread;
  }

  boolean isPending() {
    return pending.contains(this);
  }

  /** Its request has reached the application, which the server's graceful shutdown waits for. */
  void forget() {
    pending.remove(this);
  }
}
