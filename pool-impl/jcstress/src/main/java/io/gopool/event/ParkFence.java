package io.gopool.event;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.gopool.core.Word;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link Waits.Park}'s recipe: a publisher claims a place and then looks whether the event thread
 * sleeps; the event thread says that it sleeps and then looks at the claims again. The same for who
 * alerts it. Whether it was woken is asked afterwards: then it no longer counts as asleep.
 */
@SuppressWarnings("unused") // by jcstress
public class ParkFence {

  /** How far a lane is claimed. */
  private static Sequence claimsOf(Lane lane) {
    return new Sequence() {
      @Override
      public long get() {
        return lane.claimed();
      }
    };
  }

  private static int parks(Waits.Park park, Sequence claims, SequenceBarrier barrier) {
    try {
      return park.liesDown(0, claims, barrier) ? 1 : 0;
    } catch (AlertException e) {
      return 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "parks, and is woken")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "sees the event")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "sees the event, and is woken")
  @Outcome(
      id = "1, 1",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the event waits for the next one")
  @State
  public static class OfPublisher {

    private final Waits.Park park = new Waits.Park();
    private final Lane lane = new Lane(1, park);
    private final Sequence claims = claimsOf(lane);
    private final SequenceBarrier barrier = lane.newBarrier();

    @Actor
    public void publisher(II_Result r) {
      lane.tryPublish(1, "event", 1);
    }

    @Actor
    public void eventThread(II_Result r) {
      r.r1 = parks(park, claims, barrier);
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = park.wake() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "parks, and is woken")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "sees the alert")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "sees the alert, and is woken")
  @Outcome(
      id = "1, 1",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the event thread stays although it is not needed")
  @State
  public static class OfAlert {

    private final Waits.Park park = new Waits.Park();
    private final Lane lane = new Lane(1, park);
    private final Sequence claims = claimsOf(lane);
    private final SequenceBarrier barrier = lane.newBarrier();

    @Actor
    public void closer(II_Result r) {
      barrier.alert();
    }

    @Actor
    public void eventThread(II_Result r) {
      r.r1 = parks(park, claims, barrier);
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = park.wake() ? 1 : 0;
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "parks, and is woken")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "sees the event")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "sees the event, and is woken")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "both miss, and the event waits for the next one")
  @State
  public static class OfTwin {

    private final Word claimed = new Word(0);
    private final Word asleep = new Word(0);

    @Actor
    public void publisher(II_Result r) {
      claimed.set(1);
      if (asleep.get() == 1) {
        asleep.set(0);
      }
    }

    @Actor
    public void eventThread(II_Result r) {
      asleep.set(1);
      r.r1 = 1 - claimed.get();
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = asleep.get();
    }
  }

  private ParkFence() {}
}
