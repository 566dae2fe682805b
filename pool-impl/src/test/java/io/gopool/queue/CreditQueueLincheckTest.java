package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.modelcheck.Numbered;
import io.gopool.modelcheck.Numbered.AnyTasks;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link CreditQueue} as a FIFO queue for one producer and many consumers, with
 * nodes of two slots, so that a few operations use an array again. With many producers one that is
 * slow to publish hides what the others have, so that an empty answer is not linearizable; then no
 * task may be lost or taken twice. Its credits are checked in {@code PermitsLincheckTest}.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CreditQueueLincheckTest {

  @Test
  void isAFifoQueue() {
    ModelCheck.with(2, 4).against(GlobalQueueLincheckTest.Fifo.class).holdsFor(OfCreditQueue.class);
    ModelCheck.with(3, 3).against(GlobalQueueLincheckTest.Fifo.class).holdsFor(OfCreditQueue.class);
  }

  @Test
  void losesNothingOfManyProducers() {
    ModelCheck.with(3, 3).against(AnyTasks.class).holdsFor(OfManyProducers.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    ModelCheck.with(2, 4).against(AnyTasks.class).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesArrayThatIsUsedAgainTooEarly() {
    ModelCheck.with(2, 4).against(AnyTasks.class).catches(OfTwinThatRecyclesAtOnce.class);
  }

  @Test
  void catchesConsumerThatStoresTheHead() {
    ModelCheck.with(2, 3).against(AnyTasks.class).catches(OfTwinThatStoresTheHead.class);
  }

  public static class OfCreditQueue {

    private final CreditQueue queue =
        new CreditQueue(16, new PaddedInt(0), /* trailed= */ false, /* nodeSize= */ 2);

    @Operation(nonParallelGroup = "producer")
    public void offer(@Param(gen = IntGen.class, conf = "1:2") int task) {
      queue.offer(task, t -> t);
    }

    @Operation
    public Integer poll() {
      return (Integer) queue.poll();
    }
  }

  /** Some tasks are there at the beginning. */
  public abstract static class NumberedQueue extends Numbered {

    abstract void add(int task);

    void start() {
      for (int i = 0; i < 4; i++) {
        add(next());
      }
      poll();
    }
  }

  public static class OfManyProducers extends NumberedQueue {

    private final CreditQueue queue =
        new CreditQueue(16, new PaddedInt(0), /* trailed= */ false, /* nodeSize= */ 2);

    public OfManyProducers() {
      start();
    }

    @Operation
    public void offer() {
      add(next());
    }

    @Override
    void add(int task) {
      queue.offer(task, t -> t);
    }

    @Override
    protected @Nullable Integer take() {
      return (Integer) queue.poll();
    }
  }

  /** What the twins have in common. */
  public abstract static class OfTwin extends NumberedQueue {

    private final ReducedNodes nodes;

    OfTwin(ReducedNodes.Bug bug) {
      nodes = new ReducedNodes(bug);
      start();
    }

    @Operation(nonParallelGroup = "producer")
    public void offer() {
      add(next());
    }

    @Override
    void add(int task) {
      nodes.offer(task);
    }

    @Override
    protected @Nullable Integer take() {
      return nodes.poll();
    }
  }

  public static class OfCorrectTwin extends OfTwin {
    public OfCorrectTwin() {
      super(ReducedNodes.Bug.NONE);
    }
  }

  public static class OfTwinThatRecyclesAtOnce extends OfTwin {
    public OfTwinThatRecyclesAtOnce() {
      super(ReducedNodes.Bug.RECYCLES_AT_ONCE);
    }
  }

  public static class OfTwinThatStoresTheHead extends OfTwin {
    public OfTwinThatStoresTheHead() {
      super(ReducedNodes.Bug.STORES_HEAD);
    }
  }
}
