package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.FunctionPool;
import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of a pool that make no sense. */
@OnEachKind
class BadCallTest extends CoreFixture {

  private static void assertUntouched(WorkerPool pool) {
    assertEquals(0, pool.stats().submitted());
    assertEquals(0, pool.stats().spawned());
    assertEquals(pool.capacity(), pool.free());
  }

  @Test
  void nullIsRefused() {
    WorkerPool pool = pool(1);
    FunctionPool<String> function = pool.function(s -> {});
    Callable<String> noCallable = null;
    Runnable noRunnable = null;
    Duration noTime = null;
    List<Executable> calls =
        List.of(
            () -> pool.execute(null),
            () -> pool.submit(noRunnable),
            () -> pool.submit(noRunnable, "result"),
            () -> pool.submit(noCallable),
            () -> pool.tryExecute(null),
            () -> pool.tryExecute(null, Duration.ZERO),
            () -> pool.tryExecute(() -> {}, noTime),
            () -> pool.function(null),
            () -> function.invoke(null),
            () -> function.tryInvoke(null),
            () -> function.tryInvoke(null, Duration.ZERO),
            () -> function.tryInvoke("a", noTime),
            () -> pool.group().submit(noRunnable),
            () -> pool.group().submit(noCallable),
            () -> pool.group().join(null),
            () -> pool.release(null),
            () -> pool.invokeAll(null),
            () -> pool.invokeAny(null));
    for (Executable call : calls) {
      assertThrows(NullPointerException.class, call, () -> "call " + calls.indexOf(call));
    }
    assertUntouched(pool);
  }

  @Test
  void negativeTimeIsRefused() {
    WorkerPool pool = pool(1);
    Duration negative = Duration.ofSeconds(-1);
    List<Executable> calls =
        List.of(
            () -> pool.tryExecute(() -> {}, negative),
            () -> pool.function(s -> {}).tryInvoke("a", negative),
            () -> pool.group().join(negative),
            () -> pool.release(negative));
    for (Executable call : calls) {
      String message = assertThrows(IllegalArgumentException.class, call).getMessage();
      assertTrue(
          message.endsWith(" must not be negative, was PT-1S; use zero not to wait"), message);
    }
    assertUntouched(pool);
    pool.execute(() -> {}); // release did not shut it down
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void badCapacityIsRefused(int capacity) {
    WorkerPool pool = pool(2);
    String message =
        assertThrows(IllegalArgumentException.class, () -> pool.resize(capacity)).getMessage();
    assertTrue(message.startsWith("capacity must be in [1, "), message);
    assertTrue(message.endsWith(", was " + capacity + "; use unbounded() for no limit"), message);
    assertEquals(2, pool.capacity());
  }

  @Test
  void hugeCapacityNeedsVirtualThreads() {
    WorkerPool pool = pool(2);
    int huge = (1 << 20) + 1;
    if (kind == PoolKind.PLATFORM) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> pool.resize(huge)).getMessage();
      assertEquals(
          "capacity must be in [1, 1048576] with platform threads, was 1048577;"
              + " use WorkerThreads.virtual() for more, use unbounded() for no limit",
          message);
      assertEquals(2, pool.capacity());
    } else {
      pool.resize(huge);
      assertEquals(huge, pool.capacity());
    }
  }

  @Test
  void closedPoolRefusesAndSaysWhatToDo() {
    WorkerPool pool = pool(1);
    pool.close();
    Blocker refused = blocker();
    List<Executable> calls =
        List.of(
            () -> pool.execute(refused),
            () -> pool.submit(refused),
            () -> pool.tryExecute(refused),
            () -> pool.tryExecute(refused, Duration.ofDays(1)),
            () -> pool.function(s -> {}).invoke("a"),
            () -> pool.group().submit(refused),
            () -> pool.invokeAll(List.of(() -> 1)),
            () -> pool.invokeAny(List.of(() -> 1)));
    for (Executable call : calls) {
      assertEquals(
          "pool '" + pool.name() + "' is CLOSED; reboot() it or use another",
          assertThrows(PoolClosedException.class, call).getMessage());
    }
    assertEquals(calls.size(), pool.stats().rejected());
    assertUntouched(pool);
    refused.assertNeverStarted();
  }

  @Test
  void drainingPoolRefusesAsWell() throws Exception {
    WorkerPool pool = pool(2);
    startBlocker(pool);
    pool.shutdown();
    assertEquals(
        "pool '" + pool.name() + "' is DRAINING; reboot() it or use another",
        assertThrows(PoolClosedException.class, () -> pool.execute(blocker())).getMessage());
    assertEquals(1, pool.running());
  }
}
