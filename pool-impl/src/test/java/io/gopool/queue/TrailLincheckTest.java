package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.modelcheck.Numbered.AnyTasks;
import io.gopool.queue.CreditQueueLincheckTest.NumberedQueue;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link Trail}: an owner that takes its newest tasks back, others that take the
 * oldest, or steal half; with nodes of two slots, so that its places are soon out of date.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TrailLincheckTest {

  @Test
  void eachTaskIsTakenOnce() {
    ModelCheck.with(2, 4).against(AnyTakes.class).holdsFor(OfTrail.class);
    ModelCheck.with(3, 3).against(AnyTakes.class).holdsFor(OfTrail.class);
  }

  @Test
  void catchesHeadThatDoesNotExchange() {
    ModelCheck.with(2, 3).against(AnyTakes.class).catches(OfTwinThatDoesNotExchange.class);
  }

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class AnyTakes extends AnyTasks {

    public void takeBack() {}

    public void steal() {}
  }

  /** What both have in common. */
  public abstract static class Basic extends NumberedQueue {

    private final CreditQueue queue;
    private final Trail trail = new Trail();

    Basic(boolean trailed) {
      queue = new CreditQueue(16, new PaddedInt(0), trailed, /* nodeSize= */ 2);
      start();
    }

    @Operation(nonParallelGroup = "owner")
    public void offer() {
      add(next());
    }

    @Operation(nonParallelGroup = "owner")
    public void takeBack() {
      took(trail.poll());
    }

    @Operation
    public void steal() {
      Batch half = Batches.halfOf(queue);
      while (half != null && half.size() > 0) {
        took(half.poll());
      }
    }

    @Override
    void add(int task) {
      queue.offer(task, t -> t, trail);
    }

    @Override
    protected @Nullable Integer take() {
      return (Integer) queue.poll();
    }
  }

  public static class OfTrail extends Basic {
    public OfTrail() {
      super(/* trailed= */ true);
    }
  }

  /** Reads the slot and then empties it. */
  public static class OfTwinThatDoesNotExchange extends Basic {
    public OfTwinThatDoesNotExchange() {
      super(/* trailed= */ false);
    }
  }
}
