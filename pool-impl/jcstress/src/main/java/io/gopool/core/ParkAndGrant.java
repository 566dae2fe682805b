package io.gopool.core;

import io.gopool.queue.PaddedInt;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Whoever grants or closes a {@link Waiter} first writes its state and then unparks its thread,
 * once. The thread that was unparked looks at the state and, if that is as before, parks again. So
 * it must never see the wake-up without the state. A word stands for the permit of {@code
 * LockSupport}.
 */
@SuppressWarnings("unused") // by jcstress
public class ParkAndGrant {

  private static final int AT_CAPACITY = 1;

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "parks; the wake-up is to come")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "settled; a wake-up too many is to come")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "uses the only wake-up up and parks")
  @State
  public static class OfGrant {

    private final Waiters waiters = new Waiters(AT_CAPACITY);
    private final Waiter waiter = new Waiter(Thread.currentThread(), this::hashCode);
    private final boolean added = waiters.tryAdd(waiter);
    private final PaddedInt unparked = new PaddedInt(0);

    @Actor
    public void granter(II_Result r) {
      Waiter granted = waiters.poll(Waiter.CLAIMED);
      granted.settle(null);
      unparked.set(1);
    }

    @Actor
    public void submitter(II_Result r) {
      r.r1 = unparked.get();
      r.r2 = waiter.isSettled() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "parks; the wake-up is to come")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "settled; a wake-up too many is to come")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "uses the only wake-up up and parks")
  @State
  public static class OfClose {

    private final Waiters waiters = new Waiters(AT_CAPACITY);
    private final Waiter waiter = new Waiter(Thread.currentThread(), this::hashCode);
    private final boolean added = waiters.tryAdd(waiter);
    private final PaddedInt unparked = new PaddedInt(0);

    @Actor
    public void closer(II_Result r) {
      waiters.poll(Waiter.CLOSED);
      unparked.set(1);
    }

    @Actor
    public void submitter(II_Result r) {
      r.r1 = unparked.get();
      r.r2 = waiter.isSettled() ? 1 : 0;
    }
  }

  /** Wakes the submitter first and settles its fate then. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "parks; the wake-up is to come")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "settled; a wake-up too many is to come")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "uses the only wake-up up and parks")
  @State
  public static class OfTwin {

    private final Waiters waiters = new Waiters(AT_CAPACITY);
    private final Waiter waiter = new Waiter(Thread.currentThread(), this::hashCode);
    private final boolean added = waiters.tryAdd(waiter);
    private final PaddedInt unparked = new PaddedInt(0);

    @Actor
    public void granter(II_Result r) {
      Waiter granted = waiters.poll(Waiter.CLAIMED);
      unparked.set(1);
      granted.settle(null);
    }

    @Actor
    public void submitter(II_Result r) {
      r.r1 = unparked.get();
      r.r2 = waiter.isSettled() ? 1 : 0;
    }
  }

  private ParkAndGrant() {}
}
