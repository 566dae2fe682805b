package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.FunctionPool;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One function, many arguments. */
@OnEachKind
class FunctionPoolTest extends CoreFixture {

  @Test
  void functionIsCalledWithEachArgument() {
    WorkerPool pool = pool(4);
    AtomicInteger sum = new AtomicInteger();
    FunctionPool<Integer> function = pool.function(sum::addAndGet);
    assertSame(pool, function.pool());
    for (int i = 1; i <= 1_000; i++) {
      function.invoke(i);
    }
    pool.close();
    assertEquals(500_500, sum.get());
    assertEquals(1_000, pool.stats().completed());
  }

  @Test
  void functionsShareTheSlotsOfTheirPool() throws Exception {
    WorkerPool pool = pool(1);
    Queue<String> called = new ConcurrentLinkedQueue<>();
    FunctionPool<String> first = pool.function(called::add);
    FunctionPool<String> second = pool.function(called::add);
    Blocker running = startBlocker(pool);
    assertFalse(first.tryInvoke("refused"));
    assertFalse(second.tryInvoke("refused", Duration.ofNanos(1)));
    Caller<Void> waits = Caller.run(() -> first.invoke("a"));
    eventually(() -> pool.waiting() == 1 && waits.isParked());
    Caller<Boolean> waitsToo = Caller.call(() -> second.tryInvoke("b", Duration.ofDays(1)));
    eventually(() -> pool.waiting() == 2);
    running.letGo();
    waits.result();
    assertTrue(waitsToo.result());
    pool.close();
    assertEquals(List.of("a", "b"), List.copyOf(called));
    assertEquals(2, pool.stats().rejected());
  }

  @Test
  void policyOfThePoolHolds() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.reject()));
    Queue<String> called = new ConcurrentLinkedQueue<>();
    FunctionPool<String> function = pool.function(called::add);
    Blocker running = startBlocker(pool);
    assertThrows(PoolOverloadedException.class, () -> function.invoke("refused"));
    running.letGo();
    eventually(() -> function.tryInvoke("a"));
    pool.close();
    assertEquals(List.of("a"), List.copyOf(called));
  }

  @Test
  void failureGoesToTheHandlerWithATaskThatNamesTheArgument() {
    AtomicReference<String> task = new AtomicReference<>();
    AtomicReference<Throwable> handled = new AtomicReference<>();
    WorkerPool pool =
        pool(
            b ->
                b.exceptionHandler(
                    (t, failure) -> {
                      task.set(t.toString());
                      handled.set(failure);
                    }));
    IllegalStateException failure = new IllegalStateException("expected");
    FunctionPool<String> function =
        pool.function(
            argument -> {
              throw failure;
            });
    function.invoke("the argument");
    pool.close();
    assertSame(failure, handled.get());
    assertTrue(task.get().contains("the argument"), task::get);
    assertEquals(1, pool.stats().failed());
  }
}
