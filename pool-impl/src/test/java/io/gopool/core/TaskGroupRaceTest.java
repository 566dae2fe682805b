package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Submissions to a group that is closed meanwhile. */
@OnEachKind
class TaskGroupRaceTest extends CoreFixture {

  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  /** A group, and how far the thread that closes it has come. */
  private static final class Meeting {
    final TaskGroup group;
    volatile boolean closerIsThere;
    volatile boolean closed;

    Meeting(TaskGroup group) {
      this.group = group;
    }
  }

  private volatile Meeting meeting; // null at the end

  /**
   * What {@code submit} returned has ended once both calls are over: nothing outlives the group.
   */
  @Test
  void noTaskOutlivesACloseThatMeetsItsSubmission() throws Exception {
    WorkerPool pool = pool(4);
    Meeting current = new Meeting(pool.group());
    meeting = current;
    Caller<Void> closer = Caller.run(this::closeEachGroup);
    for (long start = System.nanoTime(); System.nanoTime() - start < NANOS; ) {
      while (!current.closerIsThere) {
        Thread.onSpinWait();
      }
      Future<?> future = submit(current.group);
      while (!current.closed) {
        Thread.onSpinWait();
      }
      assertTrue(future == null || future.isDone(), "runs on after its group was closed");
      current = new Meeting(pool.group());
      meeting = current;
    }
    meeting = null;
    current.group.close();
    closer.result();
  }

  /** Returns null if the group is closed. */
  private static Future<?> submit(TaskGroup group) {
    spinForAMoment();
    try {
      return group.submit(
          () -> {
            Thread.sleep(1);
            return null;
          });
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private void closeEachGroup() {
    Meeting last = null;
    for (Meeting next = meeting; next != null; next = meeting) {
      if (next == last) {
        Thread.onSpinWait();
        continue;
      }
      next.closerIsThere = true;
      spinForAMoment();
      next.group.close();
      next.closed = true;
      last = next;
    }
  }

  private static void spinForAMoment() {
    for (int i = ThreadLocalRandom.current().nextInt(30); i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
