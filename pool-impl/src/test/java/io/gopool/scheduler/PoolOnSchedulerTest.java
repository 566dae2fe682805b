package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolOnSchedulerTest extends SchedulerFixture {

  private final DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));

  @Test
  void aWorkerThatBlocksFreesItsProcessorAtOnce() throws Exception {
    try (WorkerPool pool = pool(8)) {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch blocked = new CountDownLatch(7);
      for (int i = 0; i < 7; i++) {
        pool.execute(
            () -> {
              blocked.countDown();
              await(gate);
            });
      }
      awaitLatch(blocked);
      for (int i = 0; i < 100; i++) {
        pool.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      assertEquals(1, s.stats().machinesStarted(), "one machine carried them all");
      eventually(() -> s.stats().waiting() >= 7);
      gate.countDown();
    }
  }

  @Test
  void workersRunOnItsMachinesAndAreNamedAfterThePool() throws Exception {
    try (WorkerPool pool = pool(2)) {
      Thread carrier =
          pool.submit(Continuations::currentCarrier).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertInstanceOf(Machine.class, carrier);
      String name =
          pool.submit(() -> Thread.currentThread().getName())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertEquals("on-gpm-worker", name);
    }
  }

  @Test
  void theKindSaysWhatItIs() {
    WorkerThreads threads = WorkerThreads.gpm(s);
    assertSame(WorkerThreads.Kind.GPM, threads.kind());
    assertEquals("gpm(test)", threads.toString());
    assertTrue(threads.factory().newThread(() -> {}).isVirtual());
  }

  private WorkerPool pool(int capacity) {
    return WorkerPool.builder("on-gpm").capacity(capacity).threads(WorkerThreads.gpm(s)).build();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
