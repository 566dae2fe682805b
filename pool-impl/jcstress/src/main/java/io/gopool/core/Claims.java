package io.gopool.core;

import io.gopool.WorkerPool;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.IdleStack;
import io.gopool.queue.PaddedInt;
import io.gopool.queue.Trail;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What exactly one of two must get: a waiter that is granted, closed or gives up; a future that is
 * run or cancelled; an idle worker that is woken or expires; a task that two workers poll, or that
 * one polls and its submitter takes back.
 */
@SuppressWarnings("unused") // by jcstress
public class Claims {

  static final PoolCore CORE = ((DefaultWorkerPool) WorkerPool.builder("jcstress").build()).core();

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class WaiterGrantedOrCancelled {

    private final Waiters waiters = new Waiters(4);
    private final Waiter waiter = new Waiter(Thread.currentThread(), this::hashCode);
    private final boolean added = waiters.tryAdd(waiter);

    @Actor
    public void granter(II_Result r) {
      r.r1 = waiters.poll(Waiter.CLAIMED) != null ? 1 : 0;
    }

    @Actor
    public void submitter(II_Result r) {
      r.r2 = waiters.cancel(waiter) ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class WaiterGrantedOrClosed {

    private final Waiters waiters = new Waiters(4);
    private final boolean added =
        waiters.tryAdd(new Waiter(Thread.currentThread(), this::hashCode));

    @Actor
    public void granter(II_Result r) {
      r.r1 = waiters.poll(Waiter.CLAIMED) != null ? 1 : 0;
    }

    @Actor
    public void closer(II_Result r) {
      r.r2 = waiters.poll(Waiter.CLOSED) != null ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class FutureRunOrCancelled {

    private final PoolFuture<String> future = new PoolFuture<>(CORE, () -> "", "claimed");

    {
      future.markQueued(CORE);
    }

    @Actor
    public void worker(II_Result r) {
      r.r1 = future.tryClaim() ? 1 : 0;
    }

    @Actor
    public void canceller(II_Result r) {
      r.r2 = future.tryClaim() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class IdleWorkerWokenOrExpired {

    private final IdleStack<String> idle = new IdleStack<>();
    private final boolean pushed = idle.tryPush("worker", 0, 4);

    @Actor
    public void waker(II_Result r) {
      r.r1 = idle.pop() != null ? 1 : 0;
    }

    @Actor
    public void sweeper(II_Result r) {
      idle.expire(0, worker -> r.r2++);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class TaskPolledByTwo {

    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0));
    private final Object offered = queue.offer("task", task -> task);

    @Actor
    public void one(II_Result r) {
      r.r1 = queue.poll() != null ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
      r.r2 = queue.poll() != null ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class TaskPolledOrTakenBack {

    private final Trail trail = new Trail();
    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0), /* trailed= */ true);
    private final Object offered = queue.offer("task", task -> task, trail);

    @Actor
    public void worker(II_Result r) {
      r.r1 = queue.poll() != null ? 1 : 0;
    }

    @Actor
    public void submitter(II_Result r) {
      r.r2 = trail.poll() != null ? 1 : 0;
    }
  }

  /** The head reads the slot and then empties it, instead of an exchange. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class OfTwinWithoutExchange {

    private final Trail trail = new Trail();
    private final CreditQueue queue = new CreditQueue(1, new PaddedInt(0), /* trailed= */ false);
    private final Object offered = queue.offer("task", task -> task, trail);

    @Actor
    public void worker(II_Result r) {
      r.r1 = queue.poll() != null ? 1 : 0;
    }

    @Actor
    public void submitter(II_Result r) {
      r.r2 = trail.poll() != null ? 1 : 0;
    }
  }

  /** A look and then a write instead of a CAS. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor wins")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor wins")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both win")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wins")
  @State
  public static class OfTwin {

    private final Word state = new Word(0);

    @Actor
    public void one(II_Result r) {
      if (state.get() == 0) {
        state.set(1);
        r.r1 = 1;
      }
    }

    @Actor
    public void other(II_Result r) {
      if (state.get() == 0) {
        state.set(2);
        r.r2 = 1;
      }
    }
  }

  private Claims() {}
}
