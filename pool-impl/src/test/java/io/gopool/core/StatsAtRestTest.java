package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.PoolClosedException;
import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Snapshots that are taken while things move do not falsify those taken at rest. */
@OnEachKind
class StatsAtRestTest extends CoreFixture {

  @Test
  void refusedSubmissionsWereNeverSubmitted() throws Exception {
    WorkerPool pool = pool(1);
    pool.close();
    AtomicBoolean over = new AtomicBoolean();
    Caller<Void> observer =
        Caller.run(
            () -> {
              while (!over.get()) {
                pool.stats();
              }
            });
    for (int i = 0; i < 200_000; i++) {
      assertThrows(PoolClosedException.class, () -> pool.execute(() -> {}));
    }
    over.set(true);
    observer.result();
    PoolStats stats = pool.stats();
    assertEquals(0, stats.submitted(), stats::toString);
    assertEquals(0, stats.completed(), stats::toString);
    assertEquals(200_000, stats.rejected());
  }
}
