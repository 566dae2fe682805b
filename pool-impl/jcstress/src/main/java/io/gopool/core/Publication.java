package io.gopool.core;

import io.gopool.queue.CreditQueue;
import io.gopool.queue.GlobalQueue;
import io.gopool.queue.PaddedInt;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Whoever takes something sees what was written before it was handed over. No twin: these need no
 * fence on x86, so that a test without them would pass there as well.
 */
@SuppressWarnings("unused") // by jcstress
public class Publication {

  static final class Task {
    int content; // plain
  }

  @JCStressTest
  @Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "nothing there yet")
  @Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "published with its content")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "taken without its content")
  @State
  public static class ThroughCreditQueue {

    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0));

    @Actor
    public void submitter(II_Result r) {
      Task task = new Task();
      task.content = 42;
      queue.offer(task, t -> t);
    }

    @Actor
    public void worker(II_Result r) {
      r.r2 = queue.poll() instanceof Task task ? task.content : -1;
    }
  }

  @JCStressTest
  @Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "nothing there yet")
  @Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "published with its content")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "taken without its content")
  @State
  public static class ThroughGlobalQueue {

    private final GlobalQueue queue = new GlobalQueue();

    @Actor
    public void submitter(II_Result r) {
      Task task = new Task();
      task.content = 42;
      queue.offer(task);
    }

    @Actor
    public void worker(II_Result r) {
      r.r2 = queue.poll() instanceof Task task ? task.content : -1;
    }
  }

  @JCStressTest
  @Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "nothing there yet")
  @Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "published with its content")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "failed without its error")
  @State
  public static class FailureThroughWaiter {

    private static final Error ERROR = new Error("expected");

    private final Waiter waiter = new Waiter(Thread.currentThread(), this::hashCode);

    @Actor
    public void granter(II_Result r) {
      waiter.settle(ERROR);
    }

    @Actor
    public void submitter(II_Result r) {
      r.r2 = !waiter.isSettled() ? -1 : waiter.error() == null ? 0 : 42;
    }
  }

  private Publication() {}
}
