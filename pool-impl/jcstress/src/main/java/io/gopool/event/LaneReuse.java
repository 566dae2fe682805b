package io.gopool.event;

import com.lmax.disruptor.BusySpinWaitStrategy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A full lane: the event thread reads an event, lets go of its subject, and then lets the place be
 * claimed again. Neither does it read what is put there next, nor does it empty it.
 */
@SuppressWarnings("unused") // by jcstress
public class LaneReuse {

  private static Lane fullLane() {
    Lane lane = new Lane(1, new BusySpinWaitStrategy());
    lane.tryPublish(1, "first", 1);
    return lane;
  }

  private static int is(String subject, Lane lane, long sequence) {
    try {
      return lane.subject(sequence).equals(subject) ? 1 : 0;
    } catch (IllegalStateException e) {
      return 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "no place yet")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "told, then published")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the first or the second event is lost")
  @State
  public static class OfLane {

    private final Lane lane = fullLane();

    @Actor
    public void eventThread(III_Result r) {
      r.r1 = is("first", lane, 0);
      lane.clear(0);
      lane.told(0);
    }

    @Actor
    public void publisher(III_Result r) {
      r.r2 = lane.tryPublish(2, "second", 2) ? 1 : 0;
    }

    @Arbiter
    public void afterwards(III_Result r) {
      r.r3 = r.r2 == 1 ? is("second", lane, 1) : 0;
    }
  }

  /** Lets the place be claimed first. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "no place yet")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "told, then published")
  @Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "the first or the second event is lost")
  @State
  public static class OfTwin {

    private final Lane lane = fullLane();

    @Actor
    public void eventThread(III_Result r) {
      lane.told(0);
      r.r1 = is("first", lane, 0);
      lane.clear(0);
    }

    @Actor
    public void publisher(III_Result r) {
      r.r2 = lane.tryPublish(2, "second", 2) ? 1 : 0;
    }

    @Arbiter
    public void afterwards(III_Result r) {
      r.r3 = r.r2 == 1 ? is("second", lane, 1) : 0;
    }
  }

  private LaneReuse() {}
}
