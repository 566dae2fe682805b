package io.gopool.core;

import io.gopool.queue.Batch;
import io.gopool.queue.CreditQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that tasks are spread over (Go's P): the inbox, where submitters put them, and
 * what one of its workers stole.
 */
final class Processor {

  private static final VarHandle STOLEN;

  static {
    try {
      STOLEN = MethodHandles.lookup().findVarHandle(Processor.class, "stolen", Batch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final CreditQueue inbox;
  private volatile @Nullable Batch stolen;

  Processor(CreditQueue inbox) {
    this.inbox = inbox;
  }

  /** Takes the oldest task; null if there is none. */
  @Nullable Object poll() {
    Object task = pollStolen();
    return task != null ? task : inbox.poll();
  }

  /** The same, but answers {@link CreditQueue#CONTENDED} when another worker was faster. */
  @Nullable Object tryPoll() {
    Object task = pollStolen();
    return task != null ? task : inbox.tryPoll();
  }

  private @Nullable Object pollStolen() {
    Batch batch = stolen;
    if (batch == null) {
      return null;
    }
    Object task = batch.poll();
    if (task == null) {
      STOLEN.compareAndSet(this, batch, (Batch) null); // a batch that is empty stays so
    }
    return task;
  }

  /** Takes half of the tasks; null if there are none. */
  @Nullable Batch pollHalf() {
    Batch batch = stolen;
    Batch half = batch == null || batch.size() == 0 ? null : batch.pollHalf();
    return half != null || !inbox.hasTask() ? half : inbox.pollHalf();
  }

  /** Publishes what a worker stole, a full fence; false if another worker of this processor did. */
  boolean adopt(Batch batch) {
    return STOLEN.compareAndSet(this, (Batch) null, batch);
  }

  boolean hasTask() {
    Batch batch = stolen;
    return inbox.hasTask() || (batch != null && batch.size() > 0);
  }

  /** Returns the number of tasks, those about to be published included. */
  int size() {
    Batch batch = stolen;
    return inbox.size() + (batch == null ? 0 : batch.size());
  }
}
