package io.gopool.core;

import io.gopool.queue.CreditQueue;
import io.gopool.queue.GlobalQueue;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The recipe of {@link Scheduling}: a submitter publishes its task and then reads whether there is
 * a searcher; a searcher that found nothing gives up its role and then looks at the queues again.
 */
@SuppressWarnings("unused") // by jcstress
public class SearcherFence {

  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the submitter brings up a searcher")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "both do")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "the searcher looks again and finds the task")
  @Outcome(
      id = "1, 0",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the task waits for the next submission")
  @State
  public static class OfGlobalQueue {

    private final GlobalQueue queue = new GlobalQueue();
    private final PaddedInt searching = new PaddedInt(1);

    @Actor
    public void submitter(II_Result r) {
      queue.offer("task");
      r.r1 = searching.get();
    }

    @Actor
    public void searcher(II_Result r) {
      searching.set(0);
      VarHandle.fullFence();
      r.r2 = queue.hasTask() ? 1 : 0;
    }
  }

  /** The submitter's fence is the CAS that takes the position, before the task is published. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the submitter brings up a searcher")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "both do")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "the searcher looks again and finds the task")
  @Outcome(
      id = "1, 0",
      expect = Expect.FORBIDDEN,
      desc = "both miss, and the task waits for the next submission")
  @State
  public static class OfCreditQueue {

    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0));
    private final PaddedInt searching = new PaddedInt(1);

    @Actor
    public void submitter(II_Result r) {
      queue.offer("task", task -> task);
      r.r1 = searching.get();
    }

    @Actor
    public void searcher(II_Result r) {
      searching.set(0);
      VarHandle.fullFence();
      r.r2 = queue.hasTask() ? 1 : 0;
    }
  }

  /** Two searchers stop at once: at least one of them looks after the tasks. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both look")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second leaves it to the first")
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first leaves it to the second")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "each leaves it to the other")
  @State
  public static class OfTwoSearchers {

    private final PaddedInt searching = new PaddedInt(1);
    private final PaddedInt searchingToo = new PaddedInt(1);

    @Actor
    public void first(II_Result r) {
      searching.set(0);
      VarHandle.fullFence();
      r.r1 = searchingToo.get();
    }

    @Actor
    public void second(II_Result r) {
      searchingToo.set(0);
      VarHandle.fullFence();
      r.r2 = searching.get();
    }
  }

  /** Without the fences. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the submitter brings up a searcher")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "both do")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "the searcher looks again and finds the task")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "both miss, and the task waits for the next submission")
  @State
  public static class OfTwin {

    private final Word published = new Word(0);
    private final Word searching = new Word(1);

    @Actor
    public void submitter(II_Result r) {
      published.set(1);
      r.r1 = searching.get();
    }

    @Actor
    public void searcher(II_Result r) {
      searching.set(0);
      r.r2 = published.get();
    }
  }

  private SearcherFence() {}
}
