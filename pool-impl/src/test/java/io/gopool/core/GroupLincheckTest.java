package io.gopool.core;

import io.gopool.TaskGroup;
import io.gopool.core.ReducedGroup.Bug;
import io.gopool.modelcheck.ModelCheck;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A group's join and close against its submit: a join that says that all have ended is right about
 * all that were submitted before it began, and after a close nothing runs any more. The protocol is
 * model checked, the real group runs Lincheck's programs under stress.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class GroupLincheckTest {

  @Test
  void joinAndCloseOfAGroupMissNoTask() {
    ModelCheck.stress(3, 3).holdsFor(OfGroup.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    ModelCheck.with(3, 2).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesTaskThatIsCountedAfterItsSubmission() {
    ModelCheck.with(2, 3).catches(OfTwinThatCountsLate.class);
  }

  @Test
  void catchesSubmitThatLooksAtTheCloseOnlyBeforeItIsCounted() {
    ModelCheck.with(2, 3).catches(OfTwinThatLooksOnce.class);
  }

  /** The operations. */
  public abstract static class Grouping {

    private final Queue<Future<?>> accepted = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile String wrong = "";

    /** Null if the group is closed. */
    abstract Future<?> add(Runnable task);

    abstract boolean allEnded();

    /** Returns whether all have ended. */
    abstract boolean end();

    abstract void work();

    abstract void workAll();

    @Operation
    public void submit() {
      Future<?> future =
          add(
              () -> {
                if (closed) {
                  wrong = "a task runs after the close";
                }
              });
      if (future != null) {
        accepted.add(future);
      }
    }

    @Operation
    public void join() {
      List<Future<?>> before = List.copyOf(accepted);
      if (allEnded() && !before.stream().allMatch(Future::isDone)) {
        wrong = "joined although one has not ended";
      }
    }

    @Operation(nonParallelGroup = "close")
    public void close() {
      if (end()) {
        closed = true;
      }
    }

    @Operation
    public void worker() {
      work();
    }

    @Validate
    public void eachEnds() {
      workAll();
      boolean ended = allEnded() && accepted.stream().allMatch(Future::isDone);
      if (!ended || !wrong.isEmpty()) {
        throw new AssertionError(wrong + "; all ended: " + ended + ", accepted " + accepted);
      }
    }
  }

  public static class OfGroup extends Grouping {

    private final StillPool still = new StillPool(2, 8);
    private final TaskGroup group = still.pool.group();

    @Override
    Future<?> add(Runnable task) {
      try {
        return group.submit(task);
      } catch (IllegalStateException e) {
        return null;
      }
    }

    @Override
    boolean allEnded() {
      try {
        return group.join(Duration.ZERO);
      } catch (CancellationException e) {
        return true;
      } catch (InterruptedException | ExecutionException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    boolean end() {
      group.close();
      return true;
    }

    @Override
    void work() {
      still.runWorker();
    }

    @Override
    void workAll() {
      still.runAll();
    }
  }

  /** The protocol alone. */
  public abstract static class OfReduced extends Grouping {

    private final ReducedGroup group;

    OfReduced(Bug bug) {
      group = new ReducedGroup(bug);
    }

    @Override
    Future<?> add(Runnable task) {
      return group.submit(task);
    }

    @Override
    boolean allEnded() {
      return group.allEnded();
    }

    @Override
    boolean end() {
      return group.close();
    }

    @Override
    void work() {
      group.work();
    }

    @Override
    void workAll() {
      while (group.work()) {
        // until nothing is queued
      }
    }
  }

  public static class OfCorrectTwin extends OfReduced {
    public OfCorrectTwin() {
      super(Bug.NONE);
    }
  }

  public static class OfTwinThatCountsLate extends OfReduced {
    public OfTwinThatCountsLate() {
      super(Bug.COUNT_LATE);
    }
  }

  public static class OfTwinThatLooksOnce extends OfReduced {
    public OfTwinThatLooksOnce() {
      super(Bug.LOOK_ONCE);
    }
  }
}
