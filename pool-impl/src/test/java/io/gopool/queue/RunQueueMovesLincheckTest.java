package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.ReducedRing.Bug;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link RunQueue}'s batches and moves between queues. A batch is what is
 * published at the moment of the look, which is no linearizable answer. So each task is a number of
 * its own, and must come out exactly once; and one producer's tasks must be in order within a
 * batch.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunQueueMovesLincheckTest {

  @Test
  void eachTaskComesOutOnceAndInOrder() {
    ModelCheck.with(3, 3).holdsFor(OfRunQueue.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    ModelCheck.with(3, 2).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesBatchOfTasksThatAreNotPublished() {
    ModelCheck.with(2, 4).catches(OfTwinThatTakesUpToTheTail.class);
  }

  @Test
  void catchesMoveWithoutClaimOfTheTarget() {
    ModelCheck.with(2, 4).catches(OfTwinThatMovesWithoutClaim.class);
  }

  /** The operations. */
  public abstract static class Moves {

    private static final int MOST = 3;

    final GlobalQueue spill = new GlobalQueue();
    private final AtomicInteger offered = new AtomicInteger();
    private final AtomicIntegerArray times = new AtomicIntegerArray(32);

    abstract boolean offerSource(Object task);

    abstract boolean offerTarget(Object task);

    abstract Object pollSource();

    abstract Object pollTarget();

    abstract int pollSource(Object[] into, int max);

    abstract Object pollInto(int max);

    @Operation(nonParallelGroup = "producer of the source")
    public void offer() {
      int task = offered.getAndIncrement();
      if (!offerSource(task)) {
        took(task);
      }
    }

    @Operation
    public void offerToTarget() {
      int task = offered.getAndIncrement();
      if (!offerTarget(task)) {
        took(task);
      }
    }

    @Operation
    public void takeFromTarget() {
      took(pollTarget());
    }

    @Operation
    public void takeBatch() {
      Object[] into = new Object[MOST];
      int n = pollSource(into, MOST);
      int last = -1;
      for (int i = 0; i < n; i++) {
        int task = (Integer) into[i];
        if (task <= last) {
          throw new AssertionError("out of order: " + List.of(into));
        }
        last = task;
        took(task);
      }
    }

    @Operation
    public void move() {
      took(pollInto(MOST));
    }

    private void took(Object task) {
      if (task != null) {
        times.incrementAndGet((Integer) task);
      }
    }

    @Validate
    public void eachTaskCameOutOnce() {
      for (Object t = pollSource(); t != null; t = pollSource()) {
        took(t);
      }
      for (Object t = pollTarget(); t != null; t = pollTarget()) {
        took(t);
      }
      for (Object t = spill.poll(); t != null; t = spill.poll()) {
        took(t);
      }
      for (int i = 0; i < offered.get(); i++) {
        if (times.get(i) != 1) {
          throw new AssertionError("tasks came out so often: " + times);
        }
      }
    }
  }

  public static class OfRunQueue extends Moves {

    private final RunQueue source = new RunQueue(4);
    private final RunQueue target = new RunQueue(2);

    @Override
    boolean offerSource(Object task) {
      return source.offer(task);
    }

    @Override
    boolean offerTarget(Object task) {
      return target.offer(task);
    }

    @Override
    Object pollSource() {
      return source.poll();
    }

    @Override
    Object pollTarget() {
      return target.poll();
    }

    @Override
    int pollSource(Object[] into, int max) {
      return source.pollBatch(into, max);
    }

    @Override
    Object pollInto(int max) {
      return source.pollInto(target, max, spill, n -> {});
    }
  }

  /** A twin; its subclasses name the bugs. */
  public abstract static class OfTwin extends Moves {

    private final ReducedRing source;
    private final ReducedRing target;

    OfTwin(Bug bug) {
      source = new ReducedRing(bug, 4);
      target = new ReducedRing(bug, 2);
    }

    @Override
    boolean offerSource(Object task) {
      return source.offer(task);
    }

    @Override
    boolean offerTarget(Object task) {
      return target.offer(task);
    }

    @Override
    Object pollSource() {
      return source.poll();
    }

    @Override
    Object pollTarget() {
      return target.poll();
    }

    @Override
    int pollSource(Object[] into, int max) {
      return source.pollBatch(into, max);
    }

    @Override
    Object pollInto(int max) {
      return source.pollInto(target, max, spill);
    }
  }

  public static class OfCorrectTwin extends OfTwin {
    public OfCorrectTwin() {
      super(Bug.NONE);
    }
  }

  public static class OfTwinThatTakesUpToTheTail extends OfTwin {
    public OfTwinThatTakesUpToTheTail() {
      super(Bug.BATCH_UP_TO_TAIL);
    }
  }

  public static class OfTwinThatMovesWithoutClaim extends OfTwin {
    public OfTwinThatMovesWithoutClaim() {
      super(Bug.MOVE_WITHOUT_CLAIM);
    }
  }
}
