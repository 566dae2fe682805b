package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DisruptorPeerTest {

  @Test
  void runsEachTaskOnceAcrossManyTurnsOfTheRing() throws InterruptedException {
    int tasks = 10_000;
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(tasks);
    try (ExecutorService pool = DisruptorPeer.create(/* capacity= */ 100, /* threads= */ 3)) {
      for (int i = 0; i < tasks; i++) {
        pool.execute(
            () -> {
              runs.incrementAndGet();
              all.countDown();
            });
      }
      all.await();
    }
    assertEquals(tasks, runs.get());
  }

  @Test
  void aSlowTaskHoldsUpNobodyElseUntilTheRingIsFull() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(10);
    try (ExecutorService pool = DisruptorPeer.create(/* capacity= */ 64, /* threads= */ 2)) {
      pool.execute(
          () -> {
            try {
              slow.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      for (int i = 0; i < 10; i++) {
        pool.execute(others::countDown);
      }
      others.await();
      slow.countDown();
    }
  }
}
