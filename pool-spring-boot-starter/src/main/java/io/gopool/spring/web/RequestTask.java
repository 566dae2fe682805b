package io.gopool.spring.web;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the web server has to do for a connection, as a task: either the pool runs it, or it is
 * refused, and then it is run as well, elsewhere, for {@link RequestValve} to answer 503. Only
 * whoever takes it first does so; the server uses the object again for another connection.
 */
final class RequestTask implements Runnable {

  private static final ThreadLocal<RequestTask> CURRENT = new ThreadLocal<>();

  private final Runnable work;
  private final Set<RequestTask> pending;
  private final AtomicBoolean taken = new AtomicBoolean();
  private boolean refused; // written and read by the one thread that took it
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

  /** Does it in this thread to refuse it, unless it was taken before. */
  void refuse() {
    if (taken.compareAndSet(false, true)) {
      refused = true;
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

  /** Called by the thread that does it. */
  boolean isRefused() {
    return refused;
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
