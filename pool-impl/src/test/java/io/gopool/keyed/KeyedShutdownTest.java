package io.gopool.keyed;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The end of the pools: what was admitted runs, nothing else does. */
class KeyedShutdownTest extends KeyedFixture {

  @Test
  void shutdownRunsWhatWasAdmittedAndRefusesTheRest() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).queueCapacityPerKey(3).totalCapacity(1));
    Blocker running = startBlocker(pools, "a");
    AtomicInteger ran = new AtomicInteger();
    for (String key : List.of("a", "a", "b", "c", "c")) {
      pools.execute(key, ran::incrementAndGet);
    }
    pools.shutdown();
    assertEquals(State.DRAINING, pools.state());
    PoolClosedException refusal =
        assertThrows(PoolClosedException.class, () -> pools.execute("a", () -> {}));
    assertEquals(
        "'test' is DRAINING and takes no task of key 'a'; make new pools with KeyedPools.builder",
        refusal.getMessage());
    assertThrows(PoolClosedException.class, () -> pools.tryExecute("new", () -> {}));
    assertFalse(pools.awaitTermination(Duration.ZERO));
    running.letGo();
    assertTrue(pools.awaitTermination(PATIENCE));
    assertEquals(State.CLOSED, pools.state());
    assertEquals(5, ran.get());
    assertEquals(2, pools.stats().rejected());
  }

  @Test
  void blockedSubmittersAreSentAway() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "a");
    Caller<Void> submitter = blockedSubmitter(pools, "a", () -> {});
    pools.shutdown();
    submitter.failure(PoolClosedException.class);
  }

  @Test
  void shutdownNowInterruptsWhatRunsAndHandsBackWhatDoesNot() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(3));
    Blocker running = startBlocker(pools, "a");
    Runnable executed = () -> {};
    pools.execute("a", executed);
    Future<?> submitted = pools.submit("a", () -> {});
    Future<?> inGroup;
    try (TaskGroup group = pools.group("a")) {
      inGroup = group.submit(() -> {});
      assertEquals(List.of(executed, submitted, inGroup), pools.shutdownNow());
      assertThrows(CancellationException.class, group::join);
    }
    running.assertInterrupted();
    assertTrue(inGroup.isCancelled());
    assertFalse(submitted.isDone());
    submitted.cancel(false);
    assertTrue(pools.awaitTermination(PATIENCE));
    assertEquals(3, pools.stats().cancelled());
  }

  @Test
  void releaseTellsWhetherEverythingRanInTime() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    Blocker running = startBlocker(pools, "a");
    Future<?> queued = pools.submit("a", () -> {});
    assertFalse(pools.release(Duration.ofMillis(1)));
    running.assertInterrupted();
    assertTrue(queued.isCancelled());
    assertTrue(pools.release(PATIENCE));
  }

  @Test
  void closeWaitsAndAnInterruptMakesItShort() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    Blocker running = startBlocker(pools, "a");
    Caller<Void> closer = Caller.run(pools::close);
    closer.awaitBlocked();
    assertFalse(closer.isDone());
    closer.interrupt();
    running.assertInterrupted();
    assertTrue(closer.interruptStatusAfter());
    assertEquals(State.CLOSED, pools.state());
  }

  @Test
  void closeByATaskDoesNotWaitForItself() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    pools.submit("a", pools::close).get();
    assertTrue(pools.awaitTermination(PATIENCE));
  }

  @Test
  void releaseByATaskDoesNotWaitForItself() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1).queueCapacityPerKey(1));
    CountDownLatch queued = new CountDownLatch(1);
    Future<Boolean> releasing =
        pools.submit(
            "a",
            () -> {
              awaitLatch(queued);
              return pools.release(PATIENCE.multipliedBy(10));
            });
    Future<Integer> next = pools.submit("a", () -> 1);
    queued.countDown();
    assertFalse(releasing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(1, next.get());
    assertTrue(pools.awaitTermination(PATIENCE));
    assertThrows(PoolClosedException.class, () -> pools.execute("a", () -> {}));
  }

  @Test
  void poolsWithoutATaskCloseAtOnce() {
    KeyedPools<String> pools = pools(b -> b);
    pools.close();
    assertEquals(State.CLOSED, pools.state());
    pools.close();
    pools.shutdown();
    assertEquals(List.of(), pools.shutdownNow());
  }

  /** Each submission either ran, or was refused; nothing hangs and nothing is counted twice. */
  @RepeatedTest(20)
  void shutdownUnderLoad() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(2).queueCapacityPerKey(2).totalCapacity(5).maxKeys(6));
    LongAdder ran = new LongAdder();
    LongAdder refused = new LongAdder();
    LongAdder submitted = new LongAdder();
    CountDownLatch warm = new CountDownLatch(1_000);
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      submitters.add(
          Caller.run(
              () -> {
                for (boolean open = true; open; ) {
                  submitted.increment();
                  try {
                    String key = "k" + ThreadLocalRandom.current().nextInt(10);
                    pools.execute(key, ran::increment);
                  } catch (PoolClosedException e) {
                    refused.increment();
                    open = false;
                  }
                  warm.countDown();
                }
              }));
    }
    awaitLatch(warm);
    boolean now = ThreadLocalRandom.current().nextBoolean();
    int handedBack = 0;
    if (now) {
      handedBack = pools.shutdownNow().size();
    } else {
      pools.shutdown();
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    assertTrue(pools.awaitTermination(PATIENCE));
    KeyedStats stats = pools.stats();
    assertEquals(submitted.sum(), ran.sum() + refused.sum() + handedBack, stats::toString);
    assertEquals(ran.sum(), stats.completed(), stats::toString);
    assertEquals(0, stats.failed(), stats::toString);
    assertEquals(handedBack, stats.cancelled(), stats::toString);
    assertEquals(refused.sum(), stats.rejected(), stats::toString);
  }

  @Test
  void interruptedSubmitterGetsItsTaskBack() throws Exception {
    KeyedPools<String> pools = pools(b -> b.capacityPerKey(1));
    startBlocker(pools, "a");
    Caller<Void> submitter = blockedSubmitter(pools, "a", () -> {});
    submitter.interrupt();
    PoolOverloadedException refusal = submitter.failure(PoolOverloadedException.class);
    assertEquals(
        "key 'a' of 'test' is full and the submitter was interrupted while blocked: capacity=1"
            + " running=1 queued=0 waiting=0; the task was withdrawn",
        refusal.getMessage());
    assertTrue(submitter.interruptStatusAfter());
  }

  @Test
  void interruptCountsBeforeTheDeadlineHoweverLateItIs() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(1).admission(Admission.block(Duration.ofNanos(1))));
    startBlocker(pools, "a");
    Thread.currentThread().interrupt();
    PoolOverloadedException refusal =
        assertThrows(PoolOverloadedException.class, () -> pools.execute("a", () -> {}));
    assertTrue(Thread.interrupted());
    assertTrue(refusal.getMessage().contains("interrupted while blocked"), refusal::getMessage);
  }
}
