package io.gopool.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The race of {@link Ownership}: a goroutine wakes another and pushes it to its machine's
 * processor, while sysmon takes the processor for another machine, which pushes too. Both push to a
 * queue that is made for one owner. The third result is how many arrived.
 */
@SuppressWarnings("unused") // by jcstress
public class ProcessorHandoff {

  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "first the goroutine, then the other")
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "sysmon came while it was held")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the goroutine came too late")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two owners at once: one push was lost")
  @State
  public static class OfOwnership {

    private final Ownership ownership = new Ownership();
    private final LocalQueue<String> queue = new LocalQueue<>(4);
    private final long inG = ownership.enter(1, 7);

    @Actor
    public void goroutine(III_Result r) {
      if (ownership.tryHold(inG)) {
        queue.push("woken by the goroutine");
        ownership.resume(inG);
        r.r1 = 1;
      }
    }

    @Actor
    public void sysmon(III_Result r) {
      long word = ownership.read();
      if (Ownership.isInG(word) && ownership.tryTake(word)) {
        ownership.hold(2);
        queue.push("woken on the other machine");
        r.r2 = 1;
      }
    }

    @Arbiter
    public void count(III_Result r) {
      r.r3 = queue.size();
    }
  }

  /** The goroutine looks whether the processor is its machine's instead of claiming it. */
  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "first the goroutine, then the other")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the goroutine came too late")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "one push was lost")
  @State
  public static class OfTwin {

    private final Ownership ownership = new Ownership();
    private final LocalQueue<String> queue = new LocalQueue<>(4);
    private final long inG = ownership.enter(1, 7);

    @Actor
    public void goroutine(III_Result r) {
      if (ownership.isIn(inG)) {
        queue.push("woken by the goroutine");
        r.r1 = 1;
      }
    }

    @Actor
    public void sysmon(III_Result r) {
      long word = ownership.read();
      if (Ownership.isInG(word) && ownership.tryTake(word)) {
        ownership.hold(2);
        queue.push("woken on the other machine");
        r.r2 = 1;
      }
    }

    @Arbiter
    public void count(III_Result r) {
      r.r3 = queue.size();
    }
  }

  private ProcessorHandoff() {}
}
