package io.gopool.core;

import io.gopool.queue.IdleStack;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Handshakes about an end: of a pool while a worker is started, of a group while a task is
 * submitted or somebody joins, of the sweeper's watch while a worker goes idle. Each side writes
 * its word and then reads the other's; both must not miss.
 */
@SuppressWarnings("unused") // by jcstress
public class EndFence {

  /** {@link Lifecycle#tryTerminate}: counts a worker and reads the phase, or the reverse. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the worker is not started")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both step back")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the pool does not end")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a worker of a pool that has ended")
  @State
  public static class OfStartedWorker {

    private final PaddedInt workers = new PaddedInt(0);
    private final PaddedInt phase = new PaddedInt(0);

    @Actor
    public void starter(II_Result r) {
      workers.incrementIfBelow(1);
      r.r1 = phase.get();
    }

    @Actor
    public void terminator(II_Result r) {
      phase.set(1);
      r.r2 = workers.get();
    }
  }

  /** A group's task is counted before the look whether the group is closed. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the submission is refused")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "refused, and waited for meanwhile")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the close waits for it")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a task of a closed group runs on")
  @State
  public static class OfGroupClosed {

    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile boolean closed;

    @Actor
    public void submitter(II_Result r) {
      unfinished.incrementAndGet();
      r.r1 = closed ? 1 : 0;
    }

    @Actor
    public void closer(II_Result r) {
      closed = true;
      r.r2 = unfinished.get();
    }
  }

  /** A joiner is on the list before it looks at the count again. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the last task wakes the joiner")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the joiner does not park")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the joiner sleeps for ever")
  @State
  public static class OfGroupJoined {

    private final AtomicInteger unfinished = new AtomicInteger(1);
    private final Queue<String> joiners = new ConcurrentLinkedQueue<>();

    @Actor
    public void lastTask(II_Result r) {
      unfinished.decrementAndGet();
      joiners.forEach(joiner -> r.r1 = 1);
    }

    @Actor
    public void joiner(II_Result r) {
      joiners.add("joiner");
      r.r2 = unfinished.get() == 0 ? 1 : 0;
    }
  }

  /** A worker is on the idle stack before it looks whether the sweeper watches. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the worker schedules a look")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both try")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the sweeper sees the worker")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "an idle worker that never expires")
  @State
  public static class OfSweeper {

    private final IdleStack<String> idle = new IdleStack<>();
    private final AtomicBoolean scheduled = new AtomicBoolean(true);

    @Actor
    public void worker(II_Result r) {
      idle.tryPush("worker", 0, 4);
      r.r1 = scheduled.get() ? 0 : 1;
    }

    @Actor
    public void sweeper(II_Result r) {
      scheduled.set(false);
      VarHandle.fullFence();
      r.r2 = idle.size();
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first sees the second")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each sees the other")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second sees the first")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both miss")
  @State
  public static class OfTwin {

    private final Word counted = new Word(0);
    private final Word ended = new Word(0);

    @Actor
    public void one(II_Result r) {
      counted.set(1);
      r.r1 = ended.get();
    }

    @Actor
    public void other(II_Result r) {
      ended.set(1);
      r.r2 = counted.get();
    }
  }

  private EndFence() {}
}
