package io.gopool.scheduler;

import io.gopool.core.Word;
import io.gopool.queue.PaddedInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A machine that parks and the one that wakes it with a processor: what goes with the processor is
 * seen with it, nobody is woken who has left, and what the machine still does on its way to the
 * stack does not touch what it is given there.
 */
@SuppressWarnings("unused") // by jcstress
public class MachineHandover {

  private static final Core CORE = new Core(new SchedulerBuilder("still").config());
  private static final Processor P = new Processor(0, new Eagerness());
  private static final Machine MACHINE = new Machine(CORE, 1, P, /* spinning= */ false);

  /** The processor is published after what goes with it. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing there yet: the machine parks")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "given, and it counts as spinning")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "nobody will subtract it")
  @State
  public static class OfHandover {

    private final Handover handover = new Handover();

    @Actor
    public void waker(II_Result r) {
      handover.give(P, /* spins= */ true);
    }

    @Actor
    public void machine(II_Result r) {
      if (handover.take() != null) {
        r.r1 = 1;
        r.r2 = handover.spins() ? 1 : 0;
      }
    }
  }

  /** The processor first. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing there yet: the machine parks")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "given, and it counts as spinning")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "nobody will subtract it: no machine is called any more")
  @State
  public static class OfReversedTwin {

    private final PaddedInt handed = new PaddedInt(0);
    private final Word spins = new Word(0);

    @Actor
    public void waker(II_Result r) {
      handed.set(1);
      spins.set(1);
    }

    @Actor
    public void machine(II_Result r) {
      if (handed.get() == 1) {
        r.r1 = 1;
        r.r2 = spins.get();
      }
    }
  }

  /**
   * A spinning machine is on the stack and about to subtract itself; a waker has added one, takes
   * the machine off and hands it a processor that counts. The first result is what the machine then
   * holds itself for, the second what the scheduler counts.
   */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "it subtracted itself and was added anew")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the count is off for ever")
  @State
  public static class OfMachineOnItsWay {

    private final Handover handover = new Handover();
    private final PaddedInt spinning = new PaddedInt(1);
    private boolean own = true; // the machine's

    @Actor
    public void waker() {
      spinning.addAndGet(1);
      handover.give(P, /* spins= */ true);
    }

    @Actor
    public void machine() {
      if (own) {
        own = false;
        spinning.addAndGet(-1);
      }
    }

    @Arbiter
    public void afterwards(II_Result r) {
      own = handover.take() != null && handover.spins();
      r.r1 = own ? 1 : 0;
      r.r2 = spinning.get();
    }
  }

  /** Writes the machine's own field. */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "it subtracted itself and was added anew")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "one is counted that does not spin: no machine is called any more")
  @State
  public static class OfOwnFieldTwin {

    private final PaddedInt handed = new PaddedInt(0);
    private final PaddedInt spinning = new PaddedInt(1);
    private boolean own = true;

    @Actor
    public void waker() {
      spinning.addAndGet(1);
      own = true;
      handed.set(1);
    }

    @Actor
    public void machine() {
      if (own) {
        own = false;
        spinning.addAndGet(-1);
      }
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r1 = own ? 1 : 0;
      r.r2 = spinning.get();
    }
  }

  /** An idle machine that is one too many claims its node; a waker pops it. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "leaves")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "a processor for a machine that is gone")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "asleep, and not on the stack")
  @State
  public static class OfLeavingMachine {

    private final IdleMachines idle = new IdleMachines();
    private final IdleMachines.Node node = idle.push(MACHINE);

    @Actor
    public void waker(II_Result r) {
      r.r1 = idle.pop() != null ? 1 : 0;
    }

    @Actor
    public void machine(II_Result r) {
      r.r2 = idle.claim(node) ? 1 : 0;
    }
  }

  /** A look instead of the claim. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "leaves")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "a processor for a machine that is gone")
  @State
  public static class OfLookingTwin {

    private final Word claimed = new Word(0);

    @Actor
    public void waker(II_Result r) {
      if (claimed.get() == 0) {
        claimed.set(1);
        r.r1 = 1;
      }
    }

    @Actor
    public void machine(II_Result r) {
      if (claimed.get() == 0) {
        claimed.set(2);
        r.r2 = 1;
      }
    }
  }

  /** {@link Closing}: the last to end wakes who waits for the end. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the last one wakes the closer")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the closer does not wait")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the closer waits for nobody")
  @State
  public static class OfLastToEnd {

    private final Live live = new Live();
    private final AtomicInteger phase = new AtomicInteger();

    public OfLastToEnd() {
      live.start();
    }

    @Actor
    public void last(II_Result r) {
      live.end();
      r.r1 = phase.get() == 1 && live.sum() == 0 ? 1 : 0;
    }

    @Actor
    public void closer(II_Result r) {
      phase.compareAndSet(0, 1);
      r.r2 = live.sum() == 0 ? 1 : 0;
    }
  }

  /** {@link Live}: one starts another, then ends, while somebody adds them up. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one of them")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both")
  @Outcome(expect = Expect.FORBIDDEN, desc = "close() returns while the second lives")
  @State
  public static class OfOneAfterTheOther {

    private final Live live = new Live();

    public OfOneAfterTheOther() {
      live.start();
    }

    @Actor
    public void first() {
      live.start();
      live.end();
    }

    @Actor
    public void closer(J_Result r) {
      r.r1 = live.sum();
    }
  }

  /** An adder with two cells that goes up and down. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one of them")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both")
  @Outcome(
      id = "0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "close() returns while the second lives")
  @State
  public static class OfOneAdderTwin {

    private final PaddedInt base = new PaddedInt(1);
    private final PaddedInt cell = new PaddedInt(0);

    @Actor
    public void first() {
      base.addAndGet(1);
      cell.addAndGet(-1);
    }

    @Actor
    public void closer(J_Result r) {
      r.r1 = base.get() + cell.get();
    }
  }

  /**
   * {@link Processors}: the owner of a surplus processor lets it go while the limit grows. The last
   * result is how often it is idle afterwards.
   */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "one of them made it idle")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or idle twice")
  @State
  public static class OfRetiringProcessor {

    private final Processors processors = new Processors();
    private final Processor second;

    public OfRetiringProcessor() {
      processors.resize(2);
      Processor a = processors.popIdle();
      Processor b = processors.popIdle();
      second = a.index == 1 ? a : b;
      processors.resize(1);
    }

    @Actor
    public void owner() {
      processors.release(second);
    }

    @Actor
    public void resizer() {
      processors.resize(2);
    }

    @Arbiter
    public void count(III_Result r) {
      for (Processor p = processors.popIdle(); p != null; p = processors.popIdle()) {
        r.r3 += p == second ? 1 : 0;
      }
    }
  }

  /** The owner looks at the limit before it retires the processor, and not afterwards. */
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "one of them made it idle")
  @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "lost")
  @State
  public static class OfRetiringTwin {

    private final PaddedInt limit = new PaddedInt(1);
    private final PaddedInt retired = new PaddedInt(0);
    private final PaddedInt idle = new PaddedInt(0);

    @Actor
    public void owner() {
      if (limit.get() == 1) {
        retired.set(1);
      } else {
        idle.addAndGet(1);
      }
    }

    @Actor
    public void resizer() {
      limit.set(2);
      if (retired.cas(1, 0)) {
        idle.addAndGet(1);
      }
    }

    @Arbiter
    public void count(III_Result r) {
      r.r3 = idle.get();
    }
  }

  private MachineHandover() {}
}
