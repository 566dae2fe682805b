package io.gopool.event;

import com.lmax.disruptor.BusySpinWaitStrategy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What the event thread sees published has its code, its time and its subject. */
@SuppressWarnings("unused") // by jcstress
public class LanePublication {

  private static final int CODE = 42;
  private static final long NANOS = 4_242;

  private static Lane lane() {
    return new Lane(2, new BusySpinWaitStrategy());
  }

  private static boolean isWhole(Lane lane) {
    if (lane.code(0) != CODE || lane.nanos(0) != NANOS) {
      return false;
    }
    try {
      return lane.subject(0).equals("event");
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "published")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "published without its content")
  @State
  public static class OfLane {

    private final Lane lane = lane();

    @Actor
    public void publisher(II_Result r) {
      lane.tryPublish(CODE, "event", NANOS);
    }

    @Actor
    public void eventThread(II_Result r) {
      r.r1 = (int) lane.published(0) + 1;
      r.r2 = r.r1 != 0 && isWhole(lane) ? 1 : 0;
    }
  }

  /** Takes what is claimed for what is published. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not claimed yet")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "published")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "published without its content")
  @State
  public static class OfTwin {

    private final Lane lane = lane();

    @Actor
    public void publisher(II_Result r) {
      lane.tryPublish(CODE, "event", NANOS);
    }

    @Actor
    public void eventThread(II_Result r) {
      r.r1 = (int) lane.claimed() + 1;
      r.r2 = r.r1 != 0 && isWhole(lane) ? 1 : 0;
    }
  }

  private LanePublication() {}
}
