package io.gopool.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A submitter queues a task of a group and then tells the worker that joins it; that worker clears
 * what it was told and then looks for tasks. It sleeps if it saw none and is not told.
 */
@SuppressWarnings("unused") // by jcstress
public class HelperFence {

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "sees the task")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sees the task, and looks again")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "looks again")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "sleeps with a task in the queue")
  @State
  public static class OfHelper {

    private final Helper helper = new Helper();
    private volatile int tasks;

    @Actor
    public void submitter(II_Result r) {
      tasks = 1;
      helper.tell();
    }

    @Actor
    public void worker(II_Result r) {
      helper.looks();
      r.r1 = tasks;
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = helper.isTold() ? 1 : 0;
    }
  }

  /** Without the fence between what it clears and what it looks at. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "sees the task")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sees the task, and looks again")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "looks again")
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "sleeps with a task in the queue")
  @State
  public static class OfTwin {

    private final Word tasks = new Word(0);
    private final Word told = new Word(0);

    @Actor
    public void submitter(II_Result r) {
      tasks.set(1);
      told.set(1);
    }

    @Actor
    public void worker(II_Result r) {
      told.set(0);
      r.r1 = tasks.get();
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = told.get();
    }
  }

  private HelperFence() {}
}
