package io.gopool.core;

import static java.util.concurrent.TimeUnit.DAYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.WithAndWithoutQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Interrupts of a task, and of the tasks that it runs while it waits for them. */
@OnEachKind
class NestedInterruptTest extends CoreFixture {

  /** Run by the worker that waits for it, or inline when there is no queue. */
  @WithAndWithoutQueue
  void innerTaskDoesNotSeeTheInterruptOfTheOuterWhichKeepsIt(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Callable<String> outer =
        () -> {
          Thread.currentThread().interrupt();
          Future<Boolean> inner = pool.submit(() -> Thread.currentThread().isInterrupted());
          String seen = "inner " + inner.get() + " " + inner.get(1, DAYS);
          return seen + ", outer " + Thread.interrupted();
        };
    assertEquals("inner false false, outer true", pool.submit(outer).get());
  }

  @Test
  void interruptOfACancelledHelpedTaskDoesNotReachTheOuter() throws Exception {
    WorkerPool pool = pool(1, 1);
    Callable<Boolean> outer =
        () -> {
          CompletableFuture<Future<?>> itself = new CompletableFuture<>();
          Future<?> inner =
              pool.submit(() -> itself.join().cancel(/* mayInterruptIfRunning= */ true));
          itself.complete(inner);
          assertThrows(CancellationException.class, inner::get);
          return Thread.interrupted();
        };
    assertFalse(pool.submit(outer).get());
    assertEquals(1, pool.stats().cancelled());
  }

  /** The second task of the group runs inline; the failure of the first cancels it. */
  @Test
  void interruptOfACancelledInlineTaskDoesNotReachTheOuter() throws Exception {
    WorkerPool pool = pool(2);
    CountDownLatch inline = new CountDownLatch(1);
    Callable<String> outer =
        () -> {
          try (TaskGroup group = pool.group()) {
            Future<?> fails =
                group.submit(
                    () -> {
                      awaitLatch(inline);
                      throw new IllegalStateException("expected");
                    });
            Future<?> cancelled =
                group.submit(
                    () -> {
                      inline.countDown();
                      while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait(); // ends without having consumed the interrupt
                      }
                    });
            try {
              group.join();
              return "joined";
            } catch (ExecutionException e) {
              assertEquals(Future.State.FAILED, fails.state());
              assertEquals(Future.State.CANCELLED, cancelled.state());
              return e.getCause().getMessage() + ", interrupted " + Thread.interrupted();
            }
          }
        };
    assertEquals("expected, interrupted false", pool.submit(outer).get());
  }

  @Test
  void inlineTasksOfALongChainStartClean() throws Exception {
    WorkerPool pool = pool(1);
    AtomicInteger dirty = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(3 * Worker.MAX_INLINE_DEPTH);
    pool.execute(
        new Runnable() {
          @Override
          public void run() {
            if (Thread.currentThread().isInterrupted()
                || Thread.currentThread().getName().equals("renamed")) {
              dirty.incrementAndGet();
            }
            left.countDown();
            if (left.getCount() > 0) {
              pool.execute(this);
            }
            Thread.currentThread().interrupt();
            Thread.currentThread().setName("renamed");
          }
        });
    awaitLatch(left);
    assertEquals(0, dirty.get());
  }
}
