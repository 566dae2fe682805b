package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.ReducedRing.Bug;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link RunQueue} as a FIFO queue.
 *
 * <p>{@code poll} may answer null while a producer is between its claim and its publication, and
 * {@code offer} false while a consumer is between its claim and its release, so those answers are
 * not linearizable. Here both ask again until the queue is empty, or full, by {@code head} and
 * {@code tail}; then it must be a plain bounded FIFO queue.
 *
 * <p>There are two different tasks only, offered again and again: positions must tell them apart.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunQueueLincheckTest {

  private static final int SIZE = 2;

  @Test
  void isAFifoQueueForTwoThreads() {
    fifo(2, 4).holdsFor(OfRunQueue.class);
  }

  @Test
  void isAFifoQueueForThreeThreads() {
    fifo(3, 2).holdsFor(OfRunQueue.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    fifo(2, 4).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesConsumerThatReleasesTheSlotBeforeItReads() {
    fifo(2, 4).catches(OfTwinThatReleasesBeforeItReads.class);
  }

  @Test
  void catchesHeadMovedByPlainWrite() {
    fifo(2, 4).catches(OfTwinThatStoresHead.class);
  }

  @Test
  void catchesRingWithoutSequenceNumbers() {
    fifo(2, 4).catches(OfTwinWithoutSequence.class);
  }

  private static ModelCheck fifo(int threads, int actors) {
    return ModelCheck.with(threads, actors).against(BoundedFifo.class);
  }

  /** The specification. */
  public static class BoundedFifo {

    private final ArrayDeque<Integer> tasks = new ArrayDeque<>();

    public boolean offer(int task) {
      return tasks.size() < SIZE && tasks.add(task);
    }

    public Integer poll() {
      return tasks.poll();
    }
  }

  /** The operations. */
  public abstract static class Fifo {

    abstract boolean tryOffer(Object task);

    abstract Object tryPoll();

    abstract long head();

    abstract long tail();

    @Operation
    public boolean offer(@Param(gen = IntGen.class, conf = "1:2") int task) {
      while (!tryOffer(task)) {
        long tail = tail();
        if (tail - head() == SIZE) {
          return false; // it was full when head was read
        }
      }
      return true;
    }

    @Operation
    public Integer poll() {
      for (; ; ) {
        Integer task = (Integer) tryPoll();
        if (task != null) {
          return task;
        }
        long head = head();
        if (tail() == head) {
          return null; // it was empty when tail was read
        }
      }
    }
  }

  public static class OfRunQueue extends Fifo {

    private final RunQueue queue = new RunQueue(SIZE);

    @Override
    boolean tryOffer(Object task) {
      return queue.offer(task);
    }

    @Override
    Object tryPoll() {
      return queue.poll();
    }

    @Override
    long head() {
      return queue.head;
    }

    @Override
    long tail() {
      return queue.tail;
    }
  }

  /** A twin; its subclasses name the bugs. */
  public abstract static class OfTwin extends Fifo {

    private final ReducedRing ring;

    OfTwin(Bug bug) {
      ring = new ReducedRing(bug, SIZE);
    }

    @Override
    boolean tryOffer(Object task) {
      return ring.offer(task);
    }

    @Override
    Object tryPoll() {
      return ring.poll();
    }

    @Override
    long head() {
      return ring.head.get();
    }

    @Override
    long tail() {
      return ring.tail.get();
    }
  }

  public static class OfCorrectTwin extends OfTwin {
    public OfCorrectTwin() {
      super(Bug.NONE);
    }
  }

  public static class OfTwinThatReleasesBeforeItReads extends OfTwin {
    public OfTwinThatReleasesBeforeItReads() {
      super(Bug.RELEASE_BEFORE_READ);
    }
  }

  public static class OfTwinThatStoresHead extends OfTwin {
    public OfTwinThatStoresHead() {
      super(Bug.HEAD_BY_STORE);
    }
  }

  public static class OfTwinWithoutSequence extends OfTwin {
    public OfTwinWithoutSequence() {
      super(Bug.NO_SEQUENCE);
    }
  }
}
