package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.WithAndWithoutQueue;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
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

  /** The inner task consumes the interrupt, which was meant for both. */
  @WithAndWithoutQueue
  void shutdownNowReachesTheOuterTaskThroughTheInner(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    CountDownLatch inner = new CountDownLatch(1);
    Future<String> outer = pool.submit(() -> interruptedTwice(pool, inner));
    awaitLatch(inner);
    pool.shutdownNow();
    assertEquals("inner and outer", Caller.call(outer::get).result());
  }

  /** Nobody meant the inner task, which consumes the interrupt all the same. */
  @WithAndWithoutQueue
  void cancelReachesTheOuterTaskThroughTheInner(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    CountDownLatch inner = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Future<?> outer =
        pool.submit(
            () -> {
              assertEquals("inner and outer", interruptedTwice(pool, inner));
              ended.countDown();
              return null;
            });
    awaitLatch(inner);
    outer.cancel(/* mayInterruptIfRunning= */ true);
    awaitLatch(ended);
  }

  /** It was interrupted once, and made up for it. */
  @WithAndWithoutQueue
  void innerTaskAfterTheInterruptDoesNotBringItBack(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<Boolean> again = new CompletableFuture<>();
    Future<?> outer =
        pool.submit(
            () -> {
              awaitInterrupt(started);
              awaitLatch(cancelled);
              Future<String> inner = pool.submit(() -> "inner");
              assertEquals("inner", inner.get());
              return again.complete(Thread.currentThread().isInterrupted());
            });
    awaitLatch(started);
    outer.cancel(/* mayInterruptIfRunning= */ true);
    cancelled.countDown();
    assertFalse(again.get(PATIENCE_SECONDS, SECONDS));
  }

  @Test
  void cancelWithoutInterruptReachesNobody() throws Exception {
    WorkerPool pool = pool(1);
    CountDownLatch inner = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> outer =
        pool.submit(
            () -> {
              pool.execute(
                  () -> {
                    inner.countDown();
                    pass(goOn);
                  });
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    awaitLatch(inner);
    outer.cancel(/* mayInterruptIfRunning= */ false);
    goOn.countDown();
    assertFalse(interrupted.get(PATIENCE_SECONDS, SECONDS));
  }

  /** It has a slot, but no worker has come to it by then: there is only one. */
  @Test
  void taskThatIsHelpedAfterShutdownNowStartsInterrupted() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ThreadFactory factory = kind.threads().factory();
    WorkerThreads one =
        WorkerThreads.of(r -> made.incrementAndGet() > 1 ? null : factory.newThread(r));
    WorkerPool pool = pool(b -> b.capacity(2).threads(one));
    CountDownLatch submitted = new CountDownLatch(1);
    Callable<String> outer =
        () -> {
          Future<Boolean> inner = pool.submit(() -> Thread.currentThread().isInterrupted());
          awaitInterrupt(submitted);
          return "inner " + inner.get();
        };
    Future<String> result = pool.submit(outer);
    awaitLatch(submitted);
    assertEquals(List.of(), pool.shutdownNow());
    assertEquals("inner true", Caller.call(result::get).result());
  }

  @Test
  void taskThatWasDeferredStartsInterruptedAfterShutdownNow() throws Exception {
    WorkerPool pool = pool(1);
    CountDownLatch submitted = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    pool.execute(
        () ->
            nest(
                pool,
                Worker.MAX_INLINE_DEPTH,
                () -> {
                  pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
                  awaitInterrupt(submitted);
                }));
    awaitLatch(submitted);
    pool.shutdownNow();
    assertTrue(interrupted.get(PATIENCE_SECONDS, SECONDS));
  }

  @WithAndWithoutQueue
  void innerTaskSeesTheWorkersNameAndTheOuterItsOwn(int queueCapacity) throws Exception {
    WorkerPool pool = pool(1, queueCapacity);
    Callable<String> outer =
        () -> {
          String name = Thread.currentThread().getName();
          Thread.currentThread().setName("renamed");
          Future<String> inner =
              pool.submit(
                  () -> {
                    String seen = Thread.currentThread().getName();
                    Thread.currentThread().setName("again");
                    return seen;
                  });
          return inner.get().equals(name) + " " + Thread.currentThread().getName();
        };
    assertEquals("true renamed", pool.submit(outer).get());
  }

  /** The task behind the deepest is deferred. */
  private static void nest(WorkerPool pool, int depth, Runnable innermost) {
    pool.execute(depth == 1 ? innermost : () -> nest(pool, depth - 1, innermost));
  }

  private static String interruptedTwice(WorkerPool pool, CountDownLatch inner) throws Exception {
    Future<?> nested = pool.submit(() -> awaitInterrupt(inner));
    nested.get();
    awaitInterrupt(new CountDownLatch(1));
    return "inner and outer";
  }

  private static void awaitInterrupt(CountDownLatch started) {
    started.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // awaited
    }
  }

  /** It has begun, and comes to the worker when that is in the inner task already. */
  @Test
  void shutdownNowThatComesLateReachesTheOuterTaskThroughTheInner() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch inner = new CountDownLatch(1);
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public void stateChanged(State from, State to) {
            if (to == State.DRAINING) {
              begun.countDown();
              pass(inner);
            }
          }
        };
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1).observer(observer));
    CountDownLatch submitted = new CountDownLatch(1);
    Callable<String> outer =
        () -> {
          Future<?> nested =
              pool.submit(
                  () -> {
                    awaitInterrupt(new CountDownLatch(1)); // it starts with one
                    awaitInterrupt(inner);
                  });
          submitted.countDown();
          awaitLatch(begun);
          nested.get();
          awaitInterrupt(new CountDownLatch(1));
          return "inner and outer";
        };
    Future<String> result = pool.submit(outer);
    awaitLatch(submitted);
    pool.shutdownNow();
    assertEquals("inner and outer", Caller.call(result::get).result());
  }

  /** The first has cancelled the task, and interrupts when the second has failed to cancel it. */
  @Test
  void secondCancelDoesNotHideTheInterruptOfTheFirst() throws Exception {
    CountDownLatch interrupts = new CountDownLatch(1);
    CountDownLatch inner = new CountDownLatch(1);
    WorkerThreads threads =
        WorkerThreads.of(
            r ->
                new Thread(r) {
                  @Override
                  public void interrupt() {
                    interrupts.countDown();
                    pass(inner);
                    super.interrupt();
                  }
                });
    WorkerPool pool = pool(b -> b.capacity(1).threads(threads));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch twice = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Future<?> outer =
        pool.submit(
            () -> {
              started.countDown();
              awaitLatch(twice);
              assertEquals("inner and outer", interruptedTwice(pool, inner));
              ended.countDown();
              return null;
            });
    awaitLatch(started);
    Caller<Boolean> first = Caller.call(() -> outer.cancel(/* mayInterruptIfRunning= */ true));
    awaitLatch(interrupts);
    assertFalse(outer.cancel(/* mayInterruptIfRunning= */ true));
    twice.countDown();
    assertTrue(first.result());
    awaitLatch(ended);
  }
}
