package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.ReducedStack.Bug;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link IdleStack}.
 *
 * <p>With one expired entry at the bottom and no bound in the way it must be a plain stack: {@link
 * Lifo}. With more of them {@code expire} takes one after the other, and the count that the bound
 * is checked against runs ahead of a push and behind a pop, neither of which is linearizable. So
 * {@link Crowd} takes those answers as they are: each entry is to be taken exactly once, and there
 * are never more than the bound.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IdleStackLincheckTest {

  @Test
  void isAStackForTwoThreads() {
    lifo(2, 4).holdsFor(LifoOfIdleStack.class);
  }

  @Test
  void isAStackForThreeThreads() {
    lifo(3, 2).holdsFor(LifoOfIdleStack.class);
  }

  @Test
  void eachEntryIsTakenOnceAndTheBoundHolds() {
    ModelCheck.with(2, 4).holdsFor(CrowdOfIdleStack.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    lifo(2, 4).holdsFor(LifoOfCorrectTwin.class);
    ModelCheck.with(3, 2).holdsFor(CrowdOfCorrectTwin.class);
  }

  @Test
  void catchesMissingClaimAgainstTheStack() {
    lifo(2, 4).catches(LifoOfTwinWithoutClaim.class);
  }

  @Test
  void catchesMissingClaimByCounting() {
    ModelCheck.with(2, 4).catches(CrowdOfTwinWithoutClaim.class);
  }

  @Test
  void catchesBoundThatIsOnlyLookedAt() {
    ModelCheck.with(2, 4).catches(CrowdOfTwinThatLooksAtTheBound.class);
  }

  @Test
  void catchesExpiryThatForgetsANewcomer() {
    lifo(2, 4).catches(LifoOfTwinThatCutsByStore.class);
  }

  @Test
  void catchesANodeUsedAgainWhileItIsRead() {
    ModelCheck.with(2, 4).catches(CrowdOfTwinThatReusesWhatIsRead.class);
  }

  private static ModelCheck lifo(int threads, int actors) {
    return ModelCheck.with(threads, actors).against(PlainStack.class);
  }

  /** What both kinds of operations work on. */
  interface Stack {
    boolean tryPush(Integer item, long now, int bound);

    Integer pop();

    void expire(long cutoff, Consumer<Integer> taken);
  }

  static Stack idleStack() {
    IdleStack<Integer> stack = new IdleStack<>();
    return new Stack() {
      @Override
      public boolean tryPush(Integer item, long now, int bound) {
        return stack.tryPush(item, now, bound);
      }

      @Override
      public Integer pop() {
        return stack.pop();
      }

      @Override
      public void expire(long cutoff, Consumer<Integer> taken) {
        stack.expire(cutoff, taken);
      }
    };
  }

  static Stack twin(Bug bug) {
    ReducedStack stack = new ReducedStack(bug);
    return new Stack() {
      @Override
      public boolean tryPush(Integer item, long now, int bound) {
        return stack.tryPush(item, now, bound);
      }

      @Override
      public Integer pop() {
        return stack.pop();
      }

      @Override
      public void expire(long cutoff, Consumer<Integer> taken) {
        stack.expire(cutoff, taken);
      }
    };
  }

  // ---- as a stack

  private static final int OLD = 0;
  private static final long LONG_AGO = 10;
  private static final long CUTOFF = 50;
  private static final long NOW = 100;

  /** The specification: the old entry is at the bottom. */
  public static class PlainStack {

    private final ArrayDeque<Integer> entries = new ArrayDeque<>(List.of(OLD));

    public void push(int item) {
      entries.push(item);
    }

    public Integer pop() {
      return entries.poll();
    }

    public Integer expire() {
      return entries.contains(OLD) ? entries.pollLast() : null;
    }
  }

  public abstract static class Lifo {

    private final Stack stack;

    Lifo(Stack stack) {
      this.stack = stack;
      stack.tryPush(OLD, LONG_AGO, 100);
    }

    @Operation
    public void push(@Param(gen = IntGen.class, conf = "1:2") int item) {
      if (!stack.tryPush(item, NOW, 100)) {
        throw new AssertionError("far from full");
      }
    }

    @Operation
    public Integer pop() {
      return stack.pop();
    }

    @Operation
    public Integer expire() {
      Taken taken = new Taken();
      stack.expire(CUTOFF, taken);
      if (taken.count > 1) {
        throw new AssertionError("only one was old");
      }
      return taken.last;
    }
  }

  /** No lambda: Lincheck takes long to look into what makes one. */
  private static final class Taken implements Consumer<Integer> {
    int count;
    Integer last;

    @Override
    public void accept(Integer item) {
      count++;
      last = item;
    }
  }

  public static class LifoOfIdleStack extends Lifo {
    public LifoOfIdleStack() {
      super(idleStack());
    }
  }

  public static class LifoOfCorrectTwin extends Lifo {
    public LifoOfCorrectTwin() {
      super(twin(Bug.NONE));
    }
  }

  public static class LifoOfTwinWithoutClaim extends Lifo {
    public LifoOfTwinWithoutClaim() {
      super(twin(Bug.NO_CLAIM));
    }
  }

  public static class LifoOfTwinThatCutsByStore extends Lifo {
    public LifoOfTwinThatCutsByStore() {
      super(twin(Bug.CUT_BY_STORE));
    }
  }

  // ---- as a crowd

  public abstract static class Crowd implements Consumer<Integer> {

    private static final int BOUND = 3;

    private final Stack stack;
    private final AtomicInteger pushed = new AtomicInteger();
    private final AtomicIntegerArray times = new AtomicIntegerArray(32);

    Crowd(Stack stack) {
      this.stack = stack;
      push(LONG_AGO);
      push(LONG_AGO + 1);
      push(LONG_AGO + 2);
      pop(); // so that a node is spared
    }

    @Operation
    public void push() {
      push(NOW);
    }

    private void push(long now) {
      int item = pushed.getAndIncrement();
      if (!stack.tryPush(item, now, BOUND)) {
        times.incrementAndGet(item);
      }
    }

    @Operation
    public void pop() {
      Integer item = stack.pop();
      if (item != null) {
        times.incrementAndGet(item);
      }
    }

    @Override
    public void accept(Integer expired) {
      times.incrementAndGet(expired);
    }

    @Operation
    public void expire() {
      stack.expire(CUTOFF, this);
    }

    @Validate
    public void eachWasTakenOnceAndTheRestIsWithinTheBound() {
      int left = 0;
      for (Integer item = stack.pop(); item != null; item = stack.pop()) {
        times.incrementAndGet(item);
        left++;
      }
      if (left > BOUND) {
        throw new AssertionError(left + " entries, bound " + BOUND);
      }
      for (int i = 0; i < pushed.get(); i++) {
        if (times.get(i) != 1) {
          throw new AssertionError("entries were taken so often: " + times);
        }
      }
    }
  }

  public static class CrowdOfIdleStack extends Crowd {
    public CrowdOfIdleStack() {
      super(idleStack());
    }
  }

  public static class CrowdOfCorrectTwin extends Crowd {
    public CrowdOfCorrectTwin() {
      super(twin(Bug.NONE));
    }
  }

  public static class CrowdOfTwinWithoutClaim extends Crowd {
    public CrowdOfTwinWithoutClaim() {
      super(twin(Bug.NO_CLAIM));
    }
  }

  public static class CrowdOfTwinThatLooksAtTheBound extends Crowd {
    public CrowdOfTwinThatLooksAtTheBound() {
      super(twin(Bug.BOUND_BY_LOOK));
    }
  }

  public static class CrowdOfTwinThatReusesWhatIsRead extends Crowd {
    public CrowdOfTwinThatReusesWhatIsRead() {
      super(twin(Bug.REUSE_WHILE_READ));
    }
  }
}
