package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No queue is forgotten. */
@OnEachKind
class FairnessTest extends CoreFixture {

  private static final int QUEUE_CAPACITY = 2_000;

  private WorkerPool pool(int capacity, int queueCapacity, int processors) {
    return pool(b -> b.capacity(capacity).queueCapacity(queueCapacity).processors(processors));
  }

  /** Submits from as many threads, so that the tasks come into many queues. */
  private static void submitFromManyThreads(WorkerPool pool, int threads, Runnable task)
      throws Exception {
    List<Caller<Void>> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      callers.add(Caller.run(() -> pool.execute(task)));
    }
    for (Caller<Void> caller : callers) {
      caller.result();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 8", "1, 256", "2, 8"})
  void tasksThatSubmitThemselvesForEverDoNotKeepOthersFromRunning(int capacity, int processors)
      throws Exception {
    WorkerPool pool = pool(capacity, QUEUE_CAPACITY, processors);
    AtomicBoolean stop = new AtomicBoolean();
    for (int i = 0; i < capacity; i++) {
      pool.execute(
          new Runnable() {
            @Override
            public void run() {
              if (!stop.get()) {
                pool.execute(this);
              }
            }
          });
    }
    try {
      CountDownLatch others = new CountDownLatch(40);
      submitFromManyThreads(pool, 40, others::countDown);
      awaitLatch(others);
    } finally {
      stop.set(true);
    }
  }

  /**
   * At capacity what a task submits runs inline, and a chain of that would never come to an end.
   */
  @Test
  void chainOfInlineTasksDoesNotKeepTheQueuedOneFromRunning() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1, /* processors= */ 1);
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch full = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    pool.execute(
        new Runnable() {
          @Override
          public void run() {
            pass(full);
            if (!stop.get()) {
              pool.execute(this);
            }
          }
        });
    try {
      pool.execute(queued::countDown);
      full.countDown();
      awaitLatch(queued);
    } finally {
      stop.set(true);
    }
  }

  /** More than a processor's queue holds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void tasksBeyondAQueueRunAsWell(int processors) throws Exception {
    WorkerPool pool = pool(1, QUEUE_CAPACITY, processors);
    Blocker running = startBlocker(pool);
    CountDownLatch left = new CountDownLatch(QUEUE_CAPACITY);
    for (int i = 0; i < QUEUE_CAPACITY; i++) {
      pool.execute(left::countDown);
    }
    assertEquals(QUEUE_CAPACITY, pool.queued());
    running.letGo();
    awaitLatch(left);
  }

  @Test
  void tasksBeyondAQueueRunAlthoughOneSubmitsItselfForEver() throws Exception {
    WorkerPool pool = pool(1, QUEUE_CAPACITY, 1);
    Blocker running = startBlocker(pool);
    int many = QUEUE_CAPACITY - 10;
    CountDownLatch left = new CountDownLatch(many);
    pool.execute(
        new Runnable() {
          @Override
          public void run() {
            if (left.getCount() > 0) {
              pool.execute(this);
            }
          }
        });
    for (int i = 0; i < many; i++) {
      pool.execute(left::countDown);
    }
    running.letGo();
    awaitLatch(left);
  }

  @Test
  void tasksInTheQueuesOfOtherProcessorsRun() throws Exception {
    WorkerPool pool = pool(1, QUEUE_CAPACITY, 8);
    Blocker running = startBlocker(pool);
    CountDownLatch left = new CountDownLatch(100);
    submitFromManyThreads(pool, 100, left::countDown);
    running.letGo();
    awaitLatch(left);
    assertTrue(pool.stats().stolen() > 0, () -> pool.stats().toString());
  }

  @Test
  void nothingIsStolenWhereThereIsOneQueue() throws Exception {
    WorkerPool pool = pool(1, QUEUE_CAPACITY, 1);
    CountDownLatch left = new CountDownLatch(100);
    submitFromManyThreads(pool, 100, left::countDown);
    awaitLatch(left);
    assertEquals(0, pool.stats().stolen());
  }
}
