package io.gopool.core;

import io.gopool.queue.CreditQueue.Offer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link Gate}'s recipe: a worker gives its permit back and then looks for a blocked submitter; a
 * submitter appends itself to the waiters and then tries to take a permit.
 */
@SuppressWarnings("unused") // by jcstress
public class WaiterFence {

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the worker grants")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both try")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the waiter helps itself")
  @Outcome(
      id = "0, 0",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the submitter waits although there is a permit")
  @State
  public static class OfPermits {

    private final Permits permits = new Permits(1, 1, /* depthFirst= */ false);
    private final Waiters waiters = new Waiters(4);
    private final boolean taken =
        permits.offer(0, "task", task -> task, /* trail= */ null) == Offer.PUBLISHED;

    @Actor
    public void worker(II_Result r) {
      permits.finish(0);
      r.r1 = waiters.any() ? 1 : 0;
    }

    @Actor
    public void submitter(II_Result r) {
      waiters.tryAdd(new Waiter(Thread.currentThread(), this::hashCode));
      r.r2 = permits.offer(0, "task", task -> task, /* trail= */ null) == Offer.PUBLISHED ? 1 : 0;
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the worker grants")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both try")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the waiter helps itself")
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "both miss, and the submitter waits although there is a permit")
  @State
  public static class OfTwin {

    private final Word finished = new Word(0);
    private final Word waiters = new Word(0);

    @Actor
    public void worker(II_Result r) {
      finished.set(1);
      r.r1 = waiters.get();
    }

    @Actor
    public void submitter(II_Result r) {
      waiters.set(1);
      r.r2 = finished.get();
    }
  }

  private WaiterFence() {}
}
