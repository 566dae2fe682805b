package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of the pool after it was looked at changes nothing about what was seen. */
@OnEachKind
class WaitGraphTest extends CoreFixture {

  /**
   * A task waits for the first of two: one that waits for it, and one that ends when all waits have
   * been seen twice. Then it waits for one task only, as far as its own count goes.
   */
  @Test
  void taskThatEndsAfterItWasSeenIsNoDeadlock() throws Exception {
    WorkerPool pool = pool(3);
    Blocker free = blocker();
    AtomicReference<Future<?>> caller = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch waits = new CountDownLatch(1);
    caller.set(
        pool.submit(
            () -> {
              awaitLatch(known);
              return pool.invokeAny(
                  List.<Callable<Object>>of(
                      () -> {
                        waits.countDown();
                        return caller.get().get();
                      },
                      free.returning("free"),
                      () -> { // in the caller, as the pool is full; it then runs neither of them
                        awaitLatch(waits);
                        free.awaitStart();
                        throw new IllegalStateException("planned");
                      }));
            }));
    known.countDown();
    eventually(() -> waiting(pool).size() == 2);

    List<Worker> family = waiting(pool);
    family.add(
        lookedAtLast(
            core(pool),
            () -> {
              free.letGo();
              eventually(caller.get()::isDone);
            }));
    assertEquals(List.of(), WaitGraph.circles(family));
    assertEquals("free", caller.get().get());
  }

  /** Those that wait for something. */
  private static List<Worker> waiting(WorkerPool pool) {
    List<Worker> waiting = new ArrayList<>(core(pool).crew.family());
    waiting.removeIf(w -> w.currentWait() == null);
    return waiting;
  }

  /** Returns a worker that waits, and has something done when it was seen twice. */
  private static Worker lookedAtLast(PoolCore core, Runnable then) {
    Worker worker = new Worker(core, /* searching= */ false, /* life= */ 1);
    worker.begins(
        new PoolFuture<>(core, () -> "unused", "unused") {
          @Override
          Object partOf() {
            then.run();
            return core; // nobody waits for that
          }
        });
    worker.waitsFor(new Object(), /* timed= */ false);
    return worker;
  }
}
