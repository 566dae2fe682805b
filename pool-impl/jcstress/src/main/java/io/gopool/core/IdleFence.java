package io.gopool.core;

import io.gopool.queue.CreditQueue;
import io.gopool.queue.IdleStack;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The other half of the recipe: a submitter publishes its task and then looks for an idle worker; a
 * worker pushes itself onto the idle stack and then looks at the queues again.
 */
@SuppressWarnings("unused") // by jcstress
public class IdleFence {

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the submitter wakes the worker")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "the worker looks again and finds the task")
  @Outcome(
      id = "0, 0",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the task waits for the next submission")
  @State
  public static class OfIdleStack {

    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0));
    private final IdleStack<String> idle = new IdleStack<>();

    @Actor
    public void submitter(II_Result r) {
      queue.offer("task", task -> task);
      r.r1 = idle.isEmpty() ? 0 : 1;
    }

    @Actor
    public void worker(II_Result r) {
      idle.tryPush("worker", 0, 4);
      VarHandle.fullFence();
      r.r2 = queue.hasTask() ? 1 : 0;
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the submitter wakes the worker")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both act")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "the worker looks again and finds the task")
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "both miss, and the task waits for the next submission")
  @State
  public static class OfTwin {

    private final Word published = new Word(0);
    private final Word idle = new Word(0);

    @Actor
    public void submitter(II_Result r) {
      published.set(1);
      r.r1 = idle.get();
    }

    @Actor
    public void worker(II_Result r) {
      idle.set(1);
      r.r2 = published.get();
    }
  }

  private IdleFence() {}
}
