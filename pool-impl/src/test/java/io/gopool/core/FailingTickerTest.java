package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that fails now and then. */
@OnEachKind
class FailingTickerTest extends CoreFixture {

  private final LogCapture log = new LogCapture();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger(); // that are still to come
  private volatile boolean failsInSweeper;

  @AfterEach
  void stopCapture() {
    log.close();
  }

  private long read() {
    boolean inSweeper = Thread.currentThread().getName().equals("gopool-sweeper");
    if (inSweeper == failsInSweeper && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new IllegalStateException("planned");
    }
    return now.get();
  }

  private WorkerPool ticking(WorkerLog workers) {
    return pool(
        b -> b.capacity(1).idleExpiry(Duration.ofSeconds(1)).ticker(this::read).observer(workers));
  }

  @Test
  void failureAtALookForIdleWorkersDoesNotEndTheLooks() throws Exception {
    WorkerLog workers = new WorkerLog();
    WorkerPool pool = ticking(workers);
    failsInSweeper = true;
    failures.set(2);
    pool.submit(() -> {}).get();
    eventually(() -> failures.get() == 0);
    eventually(() -> pool.idle() == 1);
    now.set(Duration.ofSeconds(2).toNanos());
    eventually(() -> workers.stopped().containsValue(WorkerExit.EXPIRED));
    assertEquals(2, log.thrown().size());
  }

  @Test
  void failureEndsTheWorkerAndNoTask() throws Exception {
    WorkerLog workers = new WorkerLog();
    WorkerPool pool = ticking(workers);
    failures.set(1);
    pool.submit(() -> {}).get();
    eventually(() -> workers.stopped().containsValue(WorkerExit.ERROR));
    assertEquals("serves", pool.submit(() -> "serves").get());
    assertEquals(List.of("planned"), log.thrown().stream().map(Throwable::getMessage).toList());
  }
}
