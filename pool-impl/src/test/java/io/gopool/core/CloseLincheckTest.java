package io.gopool.core;

import io.gopool.PoolClosedException;
import io.gopool.core.ReducedClose.Bug;
import io.gopool.modelcheck.ModelCheck;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Close against submit: what was admitted runs, and a pool that was shut down ends. The protocol is
 * model checked; the whole pool is more than Lincheck can move, so it runs Lincheck's programs
 * under stress, and {@code RandomScheduleTest} moves it step by step.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class CloseLincheckTest {

  @Test
  void whatThePoolAdmitsRunsAndThePoolEnds() {
    ModelCheck.stress(3, 3).holdsFor(OfPool.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    ModelCheck.with(3, 2).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesSubmitterThatDoesNotLookAgainWithItsPermit() {
    ModelCheck.with(2, 2).catches(OfTwinThatLooksOnce.class);
  }

  @Test
  void catchesCloserThatCountsThePermitsFirst() {
    ModelCheck.with(2, 2).catches(OfTwinThatCountsFirst.class);
  }

  @Test
  void catchesPermitPutBackWithoutALookAtTheEnd() {
    ModelCheck.with(2, 2).catches(OfTwinThatPutsBackSilently.class);
  }

  /** The operations. */
  public abstract static class Closing {

    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private volatile boolean shut;

    abstract boolean offer(Runnable task);

    abstract void shut();

    abstract void work();

    abstract void workAll();

    abstract boolean ended();

    @Operation
    public void submit() {
      if (offer(ran::incrementAndGet)) {
        admitted.incrementAndGet();
      }
    }

    @Operation
    public void shutdown() {
      shut();
      shut = true;
    }

    @Operation
    public void worker() {
      work();
    }

    @Validate
    public void nothingIsLostAndThePoolEnds() {
      workAll();
      if (ran.get() != admitted.get() || ended() != shut) {
        throw new AssertionError(
            "admitted " + admitted + ", ran " + ran + ", shut " + shut + ", ended " + ended());
      }
    }
  }

  public static class OfPool extends Closing {

    private final StillPool still = new StillPool(1, 1);

    @Override
    boolean offer(Runnable task) {
      try {
        return still.pool.tryExecute(task);
      } catch (PoolClosedException e) {
        return false;
      }
    }

    @Override
    void shut() {
      still.pool.shutdown();
    }

    @Override
    void work() {
      still.runWorker();
    }

    @Override
    void workAll() {
      still.runAll();
    }

    @Override
    boolean ended() {
      return still.pool.isTerminated();
    }
  }

  /** The protocol alone. */
  public abstract static class OfReduced extends Closing {

    private final ReducedClose pool;

    OfReduced(Bug bug) {
      pool = new ReducedClose(bug, 2);
    }

    @Override
    boolean offer(Runnable task) {
      return pool.offer(task);
    }

    @Override
    void shut() {
      pool.shutdown();
    }

    @Override
    void work() {
      pool.work();
    }

    @Override
    void workAll() {
      while (pool.work()) {
        // until nothing is queued
      }
    }

    @Override
    boolean ended() {
      return pool.isEnded();
    }
  }

  public static class OfCorrectTwin extends OfReduced {
    public OfCorrectTwin() {
      super(Bug.NONE);
    }
  }

  public static class OfTwinThatLooksOnce extends OfReduced {
    public OfTwinThatLooksOnce() {
      super(Bug.LOOK_ONCE);
    }
  }

  public static class OfTwinThatCountsFirst extends OfReduced {
    public OfTwinThatCountsFirst() {
      super(Bug.COUNT_FIRST);
    }
  }

  public static class OfTwinThatPutsBackSilently extends OfReduced {
    public OfTwinThatPutsBackSilently() {
      super(Bug.PUT_BACK_SILENTLY);
    }
  }
}
