package io.gopool.core;

import io.gopool.queue.CreditQueue.Offer;
import io.gopool.queue.PaddedInt;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Admission against shutdown: a submitter takes a permit and then reads the phase; shutdown sets
 * the phase and then counts the permits in flight.
 */
@SuppressWarnings("unused") // by jcstress
public class ShutdownFence {

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "refused, the pool ends")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "refused, but the permit was seen before it was put back")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "admitted, the pool stays until the task has run")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "admitted to a pool that has ended")
  @State
  public static class OfPermits {

    private final Permits permits = new Permits(2, 2, /* depthFirst= */ false);
    private final PaddedInt phase = new PaddedInt(0);

    @Actor
    public void submitter(II_Result r) {
      r.r1 =
          permits.offer(0, "task", task -> task, /* trail= */ null) == Offer.PUBLISHED
                  && phase.get() == 0
              ? 1
              : 0;
    }

    @Actor
    public void closer(II_Result r) {
      phase.set(1);
      r.r2 = permits.inFlight();
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "refused, the pool ends")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "refused, but the permit was seen before it was put back")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "admitted, the pool stays until the task has run")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "admitted to a pool that has ended")
  @State
  public static class OfTwin {

    private final Word taken = new Word(0);
    private final Word phase = new Word(0);

    @Actor
    public void submitter(II_Result r) {
      taken.set(1);
      r.r1 = 1 - phase.get();
    }

    @Actor
    public void closer(II_Result r) {
      phase.set(1);
      r.r2 = taken.get();
    }
  }

  private ShutdownFence() {}
}
