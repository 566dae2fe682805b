package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;

/**
 * Makes the pools of a test. At its end they are all shut down, must terminate, and must have lost
 * no task on the way: see {@link Conservation}.
 */
public abstract class PoolFixture {

  /** The longest a test waits for what must happen; reached only by a test that fails. */
  public static final int PATIENCE_SECONDS = 30;

  @Parameter(0)
  protected PoolKind kind;

  private final List<WorkerPool> pools = Collections.synchronizedList(new ArrayList<>());
  private final List<Blocker> blockers = Collections.synchronizedList(new ArrayList<>());

  /** Returns a new pool that blocks its submitters as soon as {@code capacity} tasks run. */
  protected final WorkerPool pool(int capacity) {
    return pool(capacity, /* queueCapacity= */ 0);
  }

  protected final WorkerPool pool(int capacity, int queueCapacity) {
    return pool(builder -> builder.capacity(capacity).queueCapacity(queueCapacity));
  }

  protected final WorkerPool pool(UnaryOperator<WorkerPool.Builder> settings) {
    return track(settings.apply(builder()).build());
  }

  /** Returns the builder of the pools that a test gets. */
  WorkerPool.Builder builder() {
    return kind.builder();
  }

  /** Has a pool that the test built itself checked at the end like the others. */
  protected final <P extends WorkerPool> P track(P pool) {
    pools.add(pool);
    return pool;
  }

  /** Returns a new task that holds its worker; let go at the end of the test at the latest. */
  protected final Blocker blocker() {
    Blocker blocker = new Blocker();
    blockers.add(blocker);
    return blocker;
  }

  final List<Blocker> blockers(int n) {
    return Stream.generate(this::blocker).limit(n).toList();
  }

  /** Returns a new {@link Blocker} that is running in the pool. */
  protected final Blocker startBlocker(WorkerPool pool) throws InterruptedException {
    Blocker blocker = blocker();
    pool.execute(blocker);
    blocker.awaitStart();
    return blocker;
  }

  /** Occupies every slot of an idle pool; nothing is queued afterwards. */
  protected final List<Blocker> fill(WorkerPool pool) throws InterruptedException {
    List<Blocker> running = new ArrayList<>();
    for (int i = 0; i < pool.capacity(); i++) {
      running.add(startBlocker(pool));
    }
    return running;
  }

  /** Waits for the end of a pool that was shut down. */
  protected static void awaitTermination(WorkerPool pool) throws InterruptedException {
    assertTrue(
        pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS),
        () -> "did not terminate: " + pool.stats());
  }

  @AfterEach
  final void everyPoolTerminatesAndLostNothing() throws InterruptedException {
    blockers.forEach(Blocker::letGo);
    for (WorkerPool pool : pools) {
      pool.shutdown();
    }
    for (WorkerPool pool : pools) {
      awaitTermination(pool);
      Conservation.assertHolds(pool);
    }
  }
}
