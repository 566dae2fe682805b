package io.gopool.core;

import io.gopool.core.ReducedPermits.Bug;
import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.CreditQueue.Offer;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link Permits}: it must be a counter of free permits, and of debt. Above all
 * an offer may be taken only within the bound, and refused only when no permit was free at some
 * moment of the call, while the pool shrinks as well. A thread gives back only what it holds.
 *
 * <p>At first two threads hold a permit each and none is free.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PermitsLincheckTest {

  @Test
  void isACounterForTwoThreads() {
    counter(2, 4).holdsFor(OfPermits.class);
  }

  @Test
  void isACounterForThreeThreads() {
    counter(3, 3).holdsFor(OfPermits.class);
  }

  @Test
  void isACounterOnceInDebt() {
    ModelCheck.with(3, 3).against(CounterInDebt.class).holdsFor(OfPermitsInDebt.class);
  }

  @Test
  void isACounterWhileThePoolShrinks() {
    counter(2, 3).holdsFor(OfShrinkingPermits.class);
    counter(3, 3).holdsFor(OfShrinkingPermits.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    counter(3, 2).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesLimitThatIsRaisedByAWrite() {
    counter(2, 3).catches(OfTwinThatStoresTheLimit.class);
  }

  @Test
  void catchesShrinkThatLeavesTheEpoch() {
    counter(2, 3).catches(OfTwinWithoutEpoch.class);
  }

  @Test
  void catchesPermitsGivenOutInDebt() {
    counter(2, 3).catches(OfTwinThatIgnoresDebt.class);
  }

  @Test
  void catchesRefusalAfterASingleLook() {
    counter(3, 3).catches(OfTwinThatLooksOnce.class);
  }

  private static ModelCheck counter(int threads, int actors) {
    return ModelCheck.with(threads, actors).against(Counter.class);
  }

  /** The specification. */
  public static class Counter {

    private int free;
    int debt;
    private final int[] held = Basic.atFirst();

    public boolean tryAcquire(int home, int thread) {
      if (free == 0) {
        return false;
      }
      free--;
      held[thread]++;
      return true;
    }

    public boolean finish(int home, int thread) {
      if (held[thread] == 0) {
        return false;
      }
      held[thread]--;
      if (debt > 0) {
        debt--;
      } else {
        free++;
      }
      return true;
    }

    public boolean putBack(int home, int thread) {
      return finish(home, thread);
    }

    public void grow() {
      if (debt > 0) {
        debt--;
      } else {
        free++;
      }
    }

    public void shrink() {
      if (free > 0) {
        free--;
      } else {
        debt++;
      }
    }
  }

  public static class CounterInDebt extends Counter {
    public CounterInDebt() {
      debt = 1;
    }
  }

  /** What the operations work on. */
  interface Subject {
    boolean tryAcquire(int home);

    void finish(int home);

    void putBack(int home);

    void grow(int permits);

    void shrink(int permits);

    int free();
  }

  /** What all have in common. */
  public abstract static class Basic {

    static final int PERMITS = 2;

    final Subject permits;
    int limit = PERMITS;
    final int[] held = atFirst();

    Basic(Subject permits) {
      this.permits = permits;
      permits.tryAcquire(0);
      permits.tryAcquire(1);
    }

    /**
     * By Lincheck's numbers of the threads: 0 runs what comes before, the last what comes after.
     */
    static int[] atFirst() {
      int[] held = new int[8];
      held[1] = 1;
      held[2] = 1;
      return held;
    }

    @Operation
    public boolean tryAcquire(
        @Param(gen = IntGen.class, conf = "0:1") int home,
        @Param(gen = ThreadIdGen.class) int thread) {
      if (!permits.tryAcquire(home)) {
        return false;
      }
      held[thread]++;
      return true;
    }

    @Operation
    public boolean finish(
        @Param(gen = IntGen.class, conf = "0:1") int home,
        @Param(gen = ThreadIdGen.class) int thread) {
      if (held[thread] == 0) {
        return false;
      }
      held[thread]--;
      permits.finish(home);
      return true;
    }

    @Operation(nonParallelGroup = "resize")
    public void grow() {
      limit++;
      permits.grow(1);
    }

    @Validate
    public void allPermitsAreAccountedFor() {
      int inUse = 0;
      for (int n : held) {
        inUse += n;
      }
      int free = Math.max(0, limit - inUse);
      if (permits.free() != free) {
        throw new AssertionError("limit " + limit + ", held " + inUse + ", free " + permits.free());
      }
    }
  }

  /** Permits are also put back. */
  public abstract static class Working extends Basic {

    Working(Subject permits) {
      super(permits);
    }

    @Operation
    public boolean putBack(
        @Param(gen = IntGen.class, conf = "0:1") int home,
        @Param(gen = ThreadIdGen.class) int thread) {
      if (held[thread] == 0) {
        return false;
      }
      held[thread]--;
      permits.putBack(home);
      return true;
    }
  }

  /** One resizes both ways. */
  public abstract static class Resizing extends Basic {

    Resizing(Subject permits) {
      super(permits);
    }

    @Operation(nonParallelGroup = "resize")
    public void shrink() {
      limit--;
      permits.shrink(1);
    }
  }

  static Subject real() {
    Permits permits = new Permits(2, Basic.PERMITS, /* depthFirst= */ false);
    return new Subject() {
      @Override
      public boolean tryAcquire(int home) {
        return permits.offer(home, "task", task -> task, /* trail= */ null) == Offer.PUBLISHED;
      }

      @Override
      public void finish(int home) {
        permits.finish(home);
      }

      @Override
      public void putBack(int home) {
        permits.putBack(home);
      }

      @Override
      public void grow(int n) {
        permits.grow(n);
      }

      @Override
      public void shrink(int n) {
        permits.shrink(n);
      }

      @Override
      public int free() {
        return permits.free();
      }
    };
  }

  public static class OfPermits extends Working {
    public OfPermits() {
      super(real());
    }
  }

  public static class OfPermitsInDebt extends Working {
    public OfPermitsInDebt() {
      super(real());
      limit--;
      permits.shrink(1);
    }
  }

  public static class OfShrinkingPermits extends Resizing {
    public OfShrinkingPermits() {
      super(real());
    }
  }

  static Subject twin(Bug bug) {
    ReducedPermits permits = new ReducedPermits(bug, 2, Basic.PERMITS);
    return new Subject() {
      @Override
      public boolean tryAcquire(int home) {
        return permits.tryAcquire(home);
      }

      @Override
      public void finish(int home) {
        permits.finish(home);
      }

      @Override
      public void putBack(int home) {
        throw new AssertionError("not an operation of the twins");
      }

      @Override
      public void grow(int n) {
        permits.grow(n);
      }

      @Override
      public void shrink(int n) {
        permits.shrink(n);
      }

      @Override
      public int free() {
        return permits.free();
      }
    };
  }

  public static class OfCorrectTwin extends Resizing {
    public OfCorrectTwin() {
      super(twin(Bug.NONE));
    }
  }

  public static class OfTwinThatStoresTheLimit extends Resizing {
    public OfTwinThatStoresTheLimit() {
      super(twin(Bug.RAISE_BY_STORE));
    }
  }

  public static class OfTwinWithoutEpoch extends Resizing {
    public OfTwinWithoutEpoch() {
      super(twin(Bug.NO_EPOCH));
    }
  }

  public static class OfTwinThatIgnoresDebt extends Resizing {
    public OfTwinThatIgnoresDebt() {
      super(twin(Bug.RAISE_IN_DEBT));
    }
  }

  public static class OfTwinThatLooksOnce extends Resizing {
    public OfTwinThatLooksOnce() {
      super(twin(Bug.LOOK_ONCE));
    }
  }
}
