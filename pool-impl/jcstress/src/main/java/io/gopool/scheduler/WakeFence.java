package io.gopool.scheduler;

import io.gopool.core.Word;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The wake rule of {@link Core}: a waker publishes its goroutine and then reads the idle processors
 * and whether a machine spins; a machine without work makes its processor idle, spins no longer,
 * and then looks at the queues.
 */
@SuppressWarnings("unused") // by jcstress
public class WakeFence {

  private static final Core CORE = new Core(new SchedulerBuilder("still").config());
  private static final Goroutine G = new Goroutine(CORE, () -> {}, 0);

  /** Woken by a goroutine: into the local queue. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the waker calls a machine")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the machine looks again and finds it")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "both miss: a lost wake-up")
  @State
  public static class OfLocalQueueAndSpinning {

    private final LocalQueue<String> queue = new LocalQueue<>(2);
    private final Ownership ownership = new Ownership();
    private final long inG = ownership.enter(1, 1);
    private final Spinners spinners = oneAwake();

    @Actor
    public void waker(II_Result r) {
      ownership.tryHold(inG);
      queue.push("goroutine");
      ownership.resumeAndFence(inG);
      r.r1 = spinners.tryCall() ? 1 : 0;
    }

    @Actor
    public void machine(II_Result r) {
      spinners.stop();
      r.r2 = queue.isEmpty() ? 0 : 1;
    }
  }

  /** The same with the idle processors. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the waker calls a machine")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the machine looks again and finds it")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "both miss: a lost wake-up")
  @State
  public static class OfLocalQueueAndIdleProcessors {

    private final LocalQueue<String> queue = new LocalQueue<>(2);
    private final Ownership ownership = new Ownership();
    private final long inG = ownership.enter(1, 1);
    private final AtomicReferenceArray<Processor> all = new AtomicReferenceArray<>(1);
    private final IdleProcessors idle = new IdleProcessors(all);
    private final Processor own = new Processor(0, new Eagerness());

    @Actor
    public void waker(II_Result r) {
      ownership.tryHold(inG);
      queue.push("goroutine");
      ownership.resumeAndFence(inG);
      r.r1 = idle.isEmpty() ? 0 : 1;
    }

    @Actor
    public void machine(II_Result r) {
      idle.push(own);
      VarHandle.fullFence(); // as the subtraction from the spinning ones
      r.r2 = queue.isEmpty() ? 0 : 1;
    }
  }

  /** Woken from outside: into the global queue. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the waker calls a machine")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the machine looks again and finds it")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "both miss: a lost wake-up")
  @State
  public static class OfGlobalQueue {

    private final GlobalQueue queue = new GlobalQueue();
    private final Spinners spinners = oneAwake();

    @Actor
    public void waker(II_Result r) {
      queue.push(G);
      r.r1 = spinners.tryCall() ? 1 : 0;
    }

    @Actor
    public void machine(II_Result r) {
      spinners.stop();
      r.r2 = queue.isEmpty() ? 0 : 1;
    }
  }

  /** A processor is taken into use while sysmon goes to sleep. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the machine wakes sysmon")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "sysmon sees the processor in use")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "sysmon sleeps beside a busy processor")
  @State
  public static class OfSysmon {

    private final Ownership ownership = new Ownership();
    private final PaddedInt parked = new PaddedInt(0);

    @Actor
    public void machine(II_Result r) {
      ownership.hold(1);
      r.r1 = parked.get();
    }

    @Actor
    public void sysmon(II_Result r) {
      parked.set(1);
      VarHandle.fullFence();
      r.r2 = Ownership.isFree(ownership.read()) ? 0 : 1;
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the waker calls a machine")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the machine looks again and finds it")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both miss")
  @State
  public static class OfTwin {

    private final Word published = new Word(0);
    private final Word spinning = new Word(1);

    @Actor
    public void waker(II_Result r) {
      published.set(1);
      r.r1 = spinning.get() == 0 ? 1 : 0;
    }

    @Actor
    public void machine(II_Result r) {
      spinning.set(0);
      r.r2 = published.get();
    }
  }

  /** The local queue of the real thing, resumed without its fence. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the waker calls a machine")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the machine looks again and finds it")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both miss")
  @State
  public static class OfUnfencedResumeTwin {

    private final LocalQueue<String> queue = new LocalQueue<>(2);
    private final Ownership ownership = new Ownership();
    private final long inG = ownership.enter(1, 1);
    private final Spinners spinners = oneAwake();

    @Actor
    public void waker(II_Result r) {
      ownership.tryHold(inG);
      queue.push("goroutine");
      ownership.resume(inG);
      r.r1 = spinners.tryCall() ? 1 : 0;
    }

    @Actor
    public void machine(II_Result r) {
      spinners.stop();
      r.r2 = queue.isEmpty() ? 0 : 1;
    }
  }

  private static Spinners oneAwake() {
    Spinners spinners = new Spinners();
    spinners.tryStart(/* busy= */ 1);
    return spinners;
  }

  private WakeFence() {}
}
