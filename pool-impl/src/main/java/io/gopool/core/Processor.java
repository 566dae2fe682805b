package io.gopool.core;

import io.gopool.queue.Batch;
import io.gopool.queue.CreditQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that tasks are spread over (Go's P): the inbox, where submitters put them, and
 * a stack of what its workers stole.
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
    for (Batch batch = stolen; batch != null; batch = stolen) {
      Object task = batch.poll();
      if (task != null) {
        return task;
      }
      STOLEN.compareAndSet(this, batch, batch.next()); // one that is empty stays so
    }
    return null;
  }

  /** Takes half of the tasks; null if there are none. */
  @Nullable Batch pollHalf() {
    for (Batch batch = stolen; batch != null; batch = stolen) {
      Batch half = batch.size() == 0 ? null : batch.pollHalf();
      if (half != null) {
        return half;
      }
      STOLEN.compareAndSet(this, batch, batch.next()); // one that is empty stays so
    }
    return inbox.hasTask() ? inbox.pollHalf() : null;
  }

  /** Publishes what a worker stole; a full fence. */
  void adopt(Batch batch) {
    Batch top;
    do {
      top = stolen;
    } while (!STOLEN.compareAndSet(this, top, batch.before(top)));
  }

  /** Shows the tasks without taking them; false as soon as {@code more} answers so. */
  boolean show(Predicate<Object> more) {
    for (Batch batch = stolen; batch != null; batch = batch.next()) {
      if (!batch.show(more)) {
        return false;
      }
    }
    return inbox.show(more);
  }

  boolean hasTask() {
    return inbox.hasTask() || sizeStolen() > 0;
  }

  /** Returns the number of tasks, those about to be published included. */
  int size() {
    return inbox.size() + sizeStolen();
  }

  private int sizeStolen() {
    int n = 0;
    for (Batch batch = stolen; batch != null; batch = batch.next()) {
      n += batch.size();
    }
    return n;
  }
}
