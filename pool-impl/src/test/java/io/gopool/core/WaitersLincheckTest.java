package io.gopool.core;

import io.gopool.modelcheck.ModelCheck;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link Waiters}: whoever grants, closes or gives up, each waiter leaves exactly
 * once, and the count comes back to nothing.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WaitersLincheckTest {

  @Test
  void eachWaiterLeavesOnce() {
    ModelCheck.with(3, 2).holdsFor(OfWaiters.class);
  }

  @Test
  void catchesCancelThatOnlyLooksAtTheState() {
    ModelCheck.with(2, 4).catches(OfTwinThatCancelsAfterALook.class);
  }

  /** The operations. */
  public abstract static class Leaving {

    private final AtomicInteger added = new AtomicInteger();
    private final AtomicIntegerArray left = new AtomicIntegerArray(32);
    private final ConcurrentLinkedQueue<Numbered> mine = new ConcurrentLinkedQueue<>();

    private static final class Numbered {
      final int number;
      final Waiter waiter;

      Numbered(int number, Waiter waiter) {
        this.number = number;
        this.waiter = waiter;
      }
    }

    abstract void append(Waiter waiter);

    abstract Waiter first(int to);

    abstract boolean giveUp(Waiter waiter);

    abstract int count();

    @Operation
    public void add() {
      Numbered n =
          new Numbered(added.getAndIncrement(), new Waiter(Thread.currentThread(), () -> {}));
      mine.add(n);
      append(n.waiter);
    }

    @Operation
    public void grant() {
      leaves(first(Waiter.CLAIMED));
    }

    @Operation
    public void close() {
      leaves(first(Waiter.CLOSED));
    }

    /**
     * As in the pool, each waiter has one thread that can give it up, and only after its append.
     */
    @Operation(nonParallelGroup = "cancel")
    public void cancel() {
      for (Numbered n : mine) {
        if (n.waiter.state() == Waiter.WAITING && giveUp(n.waiter)) {
          left.incrementAndGet(n.number);
          return;
        }
      }
    }

    private void leaves(Waiter waiter) {
      if (waiter == null) {
        return;
      }
      for (Numbered n : mine) {
        if (n.waiter == waiter) {
          left.incrementAndGet(n.number);
        }
      }
    }

    @Validate
    public void eachLeftOnce() {
      for (Waiter w = first(Waiter.CLOSED); w != null; w = first(Waiter.CLOSED)) {
        leaves(w);
      }
      for (int i = 0; i < added.get(); i++) {
        if (left.get(i) != 1) {
          throw new AssertionError("waiters left so often: " + left);
        }
      }
      if (count() != 0) {
        throw new AssertionError("count " + count());
      }
    }
  }

  public static class OfWaiters extends Leaving {

    private final Waiters waiters = new Waiters(Integer.MAX_VALUE);

    @Override
    void append(Waiter waiter) {
      if (!waiters.tryAdd(waiter)) {
        throw new AssertionError("no bound");
      }
    }

    @Override
    Waiter first(int to) {
      return waiters.poll(to);
    }

    @Override
    boolean giveUp(Waiter waiter) {
      return waiters.cancel(waiter);
    }

    @Override
    int count() {
      return waiters.count();
    }
  }

  /** The bug: who sees that the waiter still waits believes to be the one who ends that. */
  public static class OfTwinThatCancelsAfterALook extends Leaving {

    private final ConcurrentLinkedQueue<Waiter> list = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    @Override
    void append(Waiter waiter) {
      count.incrementAndGet();
      list.add(waiter);
    }

    @Override
    Waiter first(int to) {
      for (Waiter w = list.poll(); w != null; w = list.poll()) {
        if (w.tryLeave(to)) {
          count.decrementAndGet();
          return w;
        }
      }
      return null;
    }

    @Override
    boolean giveUp(Waiter waiter) {
      if (waiter.state() != Waiter.WAITING) {
        return false;
      }
      waiter.tryLeave(Waiter.CANCELLED);
      count.decrementAndGet();
      return true;
    }

    @Override
    int count() {
      return count.get();
    }
  }
}
