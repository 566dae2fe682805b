package io.gopool.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is written before a submission is seen by the task, and what the task wrote is seen after
 * {@code get}, {@code invokeAll}, {@code awaitTermination} and {@code close}. All fields are plain.
 */
@OnEachPool
class MemoryVisibilityContractTest extends ContractFixture {

  private static final int ROUNDS = 20_000;

  private static final class Box {
    int value;
  }

  @WithAndWithoutQueue
  void taskSeesItsSubmitterAndGetSeesTheTask(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    Box box = new Box();
    for (int i = 0; i < ROUNDS; i += 2) {
      box.value = i;
      Future<Integer> seen = pool.submit(() -> box.value++);
      assertEquals(i, seen.get());
      assertEquals(i + 1, box.value);
    }
  }

  @WithAndWithoutQueue
  void endSeesEveryTask(int queueCapacity) throws Exception {
    WorkerPool pool = pool(4, queueCapacity);
    int[] written = new int[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      int index = i;
      pool.execute(() -> written[index] = index);
    }
    pool.shutdown();
    awaitTermination(pool);
    assertArrayEquals(IntStream.range(0, ROUNDS).toArray(), written);
  }

  @WithAndWithoutQueue
  void closeSeesEveryTask(int queueCapacity) {
    WorkerPool pool = pool(4, queueCapacity);
    int[] written = new int[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      int index = i;
      pool.execute(() -> written[index] = index);
    }
    pool.close();
    assertArrayEquals(IntStream.range(0, ROUNDS).toArray(), written);
  }

  @WithAndWithoutQueue
  void invokeAllSeesItsTasks(int queueCapacity) throws Exception {
    WorkerPool pool = pool(2, queueCapacity);
    Box[] boxes = {new Box(), new Box(), new Box(), new Box()};
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (Box box : boxes) {
      tasks.add(() -> ++box.value);
    }
    for (int round = 1; round <= 1_000; round++) {
      for (Future<Integer> future : pool.invokeAll(tasks)) {
        assertEquals(round, future.resultNow());
      }
      for (Box box : boxes) {
        assertEquals(round, box.value);
      }
    }
  }

  /** One slot is a lock: each task sees all that ran before it. */
  @Test
  void tasksOfAPoolWithOneSlotSeeEachOther() throws Exception {
    WorkerPool pool = pool(1, ROUNDS);
    Box box = new Box();
    for (int i = 0; i < ROUNDS; i++) {
      pool.execute(() -> box.value++);
    }
    pool.shutdown();
    awaitTermination(pool);
    assertEquals(ROUNDS, box.value);
  }
}
