package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link GlobalQueue} as a FIFO queue for one producer and many consumers. With
 * many producers one that is slow to publish hides what the others have, so that an empty answer is
 * not linearizable; they are checked by counting in {@link CreditQueueStressTest}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GlobalQueueLincheckTest {

  @Test
  void isAFifoQueue() {
    ModelCheck.with(3, 3).against(Fifo.class).holdsFor(OfGlobalQueue.class);
  }

  @Test
  void catchesConsumerThatMovesTheIndexByPlainWrite() {
    ModelCheck.with(3, 3).against(Fifo.class).catches(OfTwinThatStoresTheIndex.class);
  }

  /** The specification. */
  public static class Fifo {

    private final ArrayDeque<Integer> tasks = new ArrayDeque<>();

    public void offer(int task) {
      tasks.add(task);
    }

    public Integer poll() {
      return tasks.poll();
    }
  }

  public static class OfGlobalQueue {

    private final GlobalQueue queue = new GlobalQueue();

    @Operation(nonParallelGroup = "producer")
    public void offer(@Param(gen = IntGen.class, conf = "1:2") int task) {
      queue.offer(task);
    }

    @Operation
    public Integer poll() {
      return (Integer) queue.poll();
    }
  }

  /** One array of the queue, whose consumer does not claim what it takes. */
  public static class OfTwinThatStoresTheIndex {

    private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(32);
    private final AtomicInteger appended = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    @Operation(nonParallelGroup = "producer")
    public void offer(@Param(gen = IntGen.class, conf = "1:2") int task) {
      slots.set(appended.getAndIncrement(), task);
    }

    @Operation
    public Integer poll() {
      int i = taken.get();
      Integer task = slots.get(i);
      if (task != null) {
        taken.set(i + 1);
      }
      return task;
    }
  }
}
