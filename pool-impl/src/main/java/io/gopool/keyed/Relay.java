package io.gopool.keyed;

import io.gopool.NamedTask;
import io.gopool.group.Uninterruptibly;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A job that is run by another thread, for one that is in so many tasks that its stack might
 * overflow, and that waits for the end: so it is as if that had run it.
 */
final class Relay<K> implements NamedTask {

  private final Job<K> job;
  private final Consumer<Relay<K>> body;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * Creates one.
   *
   * @param body takes it and runs the job; where it fails before, who waits takes it
   */
  Relay(Job<K> job, Consumer<Relay<K>> body) {
    this.job = job;
    this.body = body;
  }

  @Override
  public String name() {
    return job.name();
  }

  /** Called by the thread that was sent with it, and by who sent one in vain. */
  boolean tryTake() {
    return taken.compareAndSet(false, true);
  }

  @Override
  public void run() {
    try {
      body.accept(this);
    } finally {
      end.countDown();
    }
  }

  /** Called only by the thread that waits. */
  void awaitEnd() {
    Uninterruptibly.await(end::await);
  }
}
