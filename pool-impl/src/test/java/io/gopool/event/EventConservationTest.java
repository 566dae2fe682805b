package io.gopool.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.PoolOverloadedException;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What listeners were told adds up to what the pool counted, after everything was done to it at
 * once. The ring holds all events, so that none is dropped whatever the speed.
 */
@OnEachKind
class EventConservationTest extends PoolFixture {

  private static final int SUBMITTERS = 4;
  private static final int OPERATIONS = 5_000;

  private final Heard heard = new Heard();
  private int tellers; // until the pool was closed: a worker's last word may start another thread

  @Test
  void eventsAddUpToTheStats() throws Exception {
    WorkerPool pool = stressed(/* ringSize= */ 1 << 20);
    assertEquals(0, bus(pool).dropped());
    assertEquals(List.of(), heard.compare(pool.stats()));
    assertTrue(heard.cancelled > 0 && heard.blocked > 0, "the load is too tame");
    assertEquals(1, tellers);
  }

  /** The twin: a ring that is far too small, so that most events are lost. */
  @Test
  void lostEventsAreNoticed() throws Exception {
    WorkerPool pool = stressed(/* ringSize= */ 2);
    assertNotEquals(0, bus(pool).dropped());
    assertNotEquals(List.of(), heard.compare(pool.stats()));
  }

  private static EventBus bus(WorkerPool pool) {
    return Objects.requireNonNull(pool.events());
  }

  private WorkerPool stressed(int ringSize) throws Exception {
    WorkerPool pool =
        pool(
            b ->
                b.capacity(4)
                    .queueCapacity(4)
                    .maxIdle(2)
                    .exceptionHandler((task, failure) -> {})
                    .events(e -> e.ringSize(ringSize))
                    .listener(heard));
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      submitters.add(Caller.run(() -> submit(pool, random)));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    assertTrue(bus(pool).drain(Duration.ofSeconds(PATIENCE_SECONDS)));
    tellers = heard.tellers.size();
    pool.close();
    return pool;
  }

  private static void submit(WorkerPool pool, SplittableRandom random) throws Exception {
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(7)) {
        case 0 -> pool.execute(EventConservationTest::fail);
        case 1 -> pool.submit(() -> {}).cancel(/* mayInterruptIfRunning= */ true);
        case 2 -> pool.tryExecute(Thread::onSpinWait);
        case 3 -> {
          try {
            pool.tryExecute(Thread::yield, Duration.ofNanos(random.nextInt(100_000)));
          } catch (PoolOverloadedException e) {
            throw new AssertionError(e);
          }
        }
        case 4 -> pool.execute("nested", () -> pool.execute(Thread::onSpinWait));
        case 5 -> group(pool);
        default -> {
          Future<Integer> future = pool.submit("named", () -> 1);
          assertEquals(1, future.get());
        }
      }
    }
  }

  private static void fail() {
    throw new IllegalStateException("planned");
  }

  private static void group(WorkerPool pool) throws InterruptedException {
    try (TaskGroup group = pool.group()) {
      var unused = group.submit(() -> {});
      unused = group.submit("fails", EventConservationTest::fail);
      group.join();
    } catch (ExecutionException e) {
      // planned
    }
  }
}
