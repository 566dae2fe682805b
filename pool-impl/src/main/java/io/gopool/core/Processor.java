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
 *
 * <p>The batch at the bottom of the stack stays there and is used again, so that nothing is
 * allocated as long as a worker steals only when all that was stolen before has been taken. Others
 * are pushed when the bottom has tasks, or somebody holds it. They are not used again: one that was
 * seen empty stays so, and can be taken off by a CAS that no other push of it could deceive.
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
  private final Batch bottom = new Batch();
  private volatile Batch stolen = bottom;

  Processor(CreditQueue inbox) {
    this.inbox = inbox;
    bottom.publish();
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
    for (; ; ) {
      Batch top = stolen;
      Object task = top.poll();
      if (task != null || !pass(top)) {
        return task;
      }
    }
  }

  /**
   * Takes half of the tasks; false if there are none.
   *
   * @param into a batch that the current thread holds
   */
  boolean pollHalf(Batch into) {
    for (; ; ) {
      Batch top = stolen;
      if (top.pollHalf(into)) {
        return true;
      }
      if (!pass(top)) {
        return inbox.hasTask() && inbox.pollHalf(into);
      }
    }
  }

  /** Takes an empty batch off the stack; false if it is the bottom, which stays. */
  private boolean pass(Batch top) {
    Batch next = top.next();
    if (next == null) {
      return false;
    }
    STOLEN.compareAndSet(this, top, next);
    return true;
  }

  /** Returns an empty batch, held by the current thread, that must then be {@link #adopt}ed. */
  Batch hold() {
    return bottom.tryHold() ? bottom : new Batch();
  }

  /** Publishes what a worker stole, if anything; a full fence. */
  void adopt(Batch batch) {
    boolean push = batch != bottom && batch.left() > 0;
    batch.publish();
    while (push) {
      Batch top = stolen;
      push = !STOLEN.compareAndSet(this, top, batch.before(top));
    }
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
