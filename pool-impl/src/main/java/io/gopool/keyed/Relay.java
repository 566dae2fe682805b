package io.gopool.keyed;

import io.gopool.NamedTask;
import io.gopool.group.Uninterruptibly;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A job that is run by another thread, for one that is in so many tasks that its stack might
 * overflow, and that waits for the end: so it is as if that had run it.
 */
final class Relay<K> implements NamedTask {

  private final Job<K> job;
  private final Runnable body;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);

  Relay(Job<K> job, Runnable body) {
    this.job = job;
    this.body = body;
  }

  @Override
  public String name() {
    return job.name();
  }

  /** Called by the thread that was sent with it, and by who could not send one. */
  boolean tryTake() {
    return taken.compareAndSet(false, true);
  }

  @Override
  public void run() {
    // (K21) perhaps too late
    if (!tryTake()) {
      return;
    }
    try {
      body.run();
    } finally {
      end.countDown();
    }
  }

  /** Called only by the thread that waits. */
  void awaitEnd() {
    Uninterruptibly.await(end::await);
  }
}
