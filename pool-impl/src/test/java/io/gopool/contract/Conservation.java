package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;

/**
 * What a snapshot says of the tasks adds up, and a pool that is closed has none left.
 *
 * <p>A snapshot is cut so that it adds up. What shows that no task is lost is that a pool which had
 * some gets empty or closed, and that its counts are those of a test that counts by itself.
 */
public final class Conservation {

  private Conservation() {}

  /**
   * Checks that each task ever admitted is either accounted for as ended or still in the pool, and
   * that a pool that is closed is empty.
   */
  public static void assertHolds(WorkerPool pool) {
    PoolStats stats = pool.stats();
    long ended = stats.completed() + stats.failed() + stats.cancelled();
    assertEquals(stats.submitted(), ended + stats.queued() + stats.running(), stats::toString);
    if (stats.state() == State.CLOSED) {
      assertAll(
          stats::toString,
          () -> assertEquals(0, stats.running(), "running"),
          () -> assertEquals(0, stats.queued(), "queued"),
          () -> assertEquals(0, stats.waiting(), "waiting"),
          () -> assertEquals(0, stats.idle(), "idle"));
    }
  }
}
