package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.ObservedTask;
import io.gopool.PoolClosedException;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.Conservation;
import io.gopool.contract.Failure;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One thread stops in a hook of the user, as a debugger stops it, while others go on using the
 * pool. Meanwhile the bound holds and the counts add up; once the thread goes on everything is run,
 * the pool closes, and no thread is left.
 */
@OnEachKind
class HookPauseTest extends CoreFixture {

  /** Where the thread stops. */
  enum Hook {
    FACTORY(/* othersGoOn= */ false), // it may be starting the searcher
    DECORATOR(true),
    BEFORE_TASK(true),
    AFTER_TASK(true),
    EXCEPTION_HANDLER(true),
    TICKER(false), // it may be the searcher
    WORKER_STARTED(false), // likewise
    WORKER_STOPPED(true),
    WORKER_IDLE(false), // likewise
    WORKER_REUSED(false), // likewise
    TASK_ACCEPTED(false), // it hides later tasks
    TASK_STARTED(true),
    TASK_FINISHED(true),
    TASK_REJECTED(true),
    STATE_CHANGED(true),
    RESIZED(true);

    final boolean othersGoOn;

    Hook(boolean othersGoOn) {
      this.othersGoOn = othersGoOn;
    }
  }

  private static final int CAPACITY = 4;
  private static final int QUEUE = 8;
  private static final int TASKS = 2_000;

  private final AtomicBoolean armed = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final Meter meter = new Meter();
  private final Runnable task = meter.around(ran::incrementAndGet);
  private final Runnable holdsItsSlotUntilThen =
      meter.around(
          () -> {
            pass(stopped);
            held.incrementAndGet();
          });
  private final AtomicInteger admitted = new AtomicInteger();
  private volatile @Nullable Hook stopAt;
  private volatile @Nullable Thread stoppedThread;

  @ParameterizedTest
  @EnumSource
  void nothingIsLostAroundAThreadThatStops(Hook hook) throws Exception {
    WorkerPool pool = hooked();
    stopAt = hook;
    armed.set(true);
    Caller<Void> first = Caller.run(() -> comeToTheHook(pool));
    awaitLatch(stopped);

    List<Caller<Void>> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      users.add(Caller.run(() -> use(pool)));
    }
    if (hook.othersGoOn) {
      for (Caller<Void> user : users) {
        user.result();
      }
    }
    Conservation.assertHolds(pool);

    Caller<Void> closer = Caller.run(pool::close);
    eventually(() -> pool.state() != State.OPEN);
    if (threads.contains(stoppedThread)) {
      assertFalse(closer.isDone());
      assertFalse(pool.isTerminated());
    }
    Conservation.assertHolds(pool);

    goOn.countDown();
    closer.result();
    first.result();
    for (Caller<Void> user : users) {
      user.result();
    }
    assertEquals(admitted.get(), pool.stats().submitted());
    assertEquals(ran.get() + held.get(), pool.stats().completed());
    assertTrue(meter.most() <= CAPACITY, () -> meter.most() + " ran at once");
    threads.forEach(thread -> assertFalse(thread.isAlive(), () -> thread + " lives"));
  }

  @Test
  void blockedSubmitterIsRefusedAndTheWorkerLeavesAlthoughAListenerHoldsUpTheShutdown()
      throws Exception {
    WorkerPool pool = hooked();
    pool.resize(1);
    Blocker running = startBlocker(pool);
    for (int i = 0; i < QUEUE; i++) {
      pool.execute(task);
    }
    Caller<Void> submitter = blockedSubmitter(pool, task);
    stopAt = Hook.STATE_CHANGED;
    armed.set(true);
    Caller<Void> closer = Caller.run(pool::shutdown);
    awaitLatch(stopped);
    submitter.failure(PoolClosedException.class);
    running.letGo();
    eventually(() -> threads.stream().noneMatch(Thread::isAlive));
    assertEquals(QUEUE, ran.get());
    goOn.countDown();
    closer.result();
  }

  /** Does all that may call a hook until somebody is there. */
  private void comeToTheHook(WorkerPool pool) {
    while (stopped.getCount() > 0) {
      if (stopAt == Hook.STATE_CHANGED) {
        pool.shutdown();
        return;
      }
      if (stopAt == Hook.TASK_REJECTED) {
        give(() -> pool.tryExecute(holdsItsSlotUntilThen));
        continue;
      }
      give(() -> pool.tryExecute(task));
      pool.resize(CAPACITY - 1);
      give(() -> pool.tryExecute(Failure.runnable(new IllegalStateException("planned"))));
      pool.resize(CAPACITY);
    }
  }

  private void use(WorkerPool pool) {
    for (int i = 0; i < TASKS; i++) {
      give(
          () -> {
            pool.execute(task);
            return true;
          });
    }
  }

  private void give(BooleanSupplier submission) {
    try {
      if (submission.getAsBoolean()) {
        admitted.incrementAndGet();
      }
    } catch (PoolClosedException e) {
      // it is not to run
    }
  }

  /** The first to come to the hook stays there. */
  private void at(Hook hook) {
    if (stopAt == hook && armed.compareAndSet(true, false)) {
      stoppedThread = Thread.currentThread();
      stopped.countDown();
      pass(goOn);
    }
  }

  private WorkerPool hooked() {
    ThreadFactory factory = kind.threads().factory();
    return pool(
        b ->
            b.capacity(CAPACITY)
                .queueCapacity(QUEUE)
                .maxIdle(2)
                .threads(
                    WorkerThreads.of(
                        r -> {
                          at(Hook.FACTORY);
                          Thread thread = factory.newThread(r);
                          threads.add(thread);
                          return thread;
                        }))
                .exceptionHandler((t, failure) -> at(Hook.EXCEPTION_HANDLER))
                .taskDecorator(this::decorate)
                .observer(new StoppingObserver())
                .ticker(
                    () -> {
                      at(Hook.TICKER);
                      return System.nanoTime();
                    }));
  }

  private Runnable decorate(Runnable inner) {
    at(Hook.DECORATOR);
    return () -> {
      at(Hook.BEFORE_TASK);
      inner.run();
      at(Hook.AFTER_TASK);
    };
  }

  private final class StoppingObserver implements PoolObserver {
    @Override
    public void workerSpawned(Thread worker) {
      at(Hook.WORKER_STARTED);
    }

    @Override
    public void workerRetired(Thread worker, WorkerExit reason) {
      at(Hook.WORKER_STOPPED);
    }

    @Override
    public void workerIdle(Thread worker) {
      at(Hook.WORKER_IDLE);
    }

    @Override
    public void workerReused(Thread worker) {
      at(Hook.WORKER_REUSED);
    }

    @Override
    public void taskAccepted(ObservedTask t) {
      at(Hook.TASK_ACCEPTED);
    }

    @Override
    public void taskStarted(ObservedTask t) {
      at(Hook.TASK_STARTED);
    }

    @Override
    public void taskFinished(ObservedTask t, TaskOutcome outcome, @Nullable Throwable failure) {
      at(Hook.TASK_FINISHED);
    }

    @Override
    public void taskRejected(Runnable t, RejectReason reason) {
      at(Hook.TASK_REJECTED);
    }

    @Override
    public void stateChanged(State from, State to) {
      at(Hook.STATE_CHANGED);
    }

    @Override
    public void resized(int from, int to) {
      at(Hook.RESIZED);
    }
  }
}
