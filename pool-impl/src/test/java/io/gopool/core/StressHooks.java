package io.gopool.core;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.core.StressFaults.Fault;
import io.gopool.core.StressFaults.HookFailure;
import io.gopool.core.StressFaults.Point;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All the code of a user that the pool of a {@link StressRound} calls, with its faults. */
final class StressHooks implements PoolObserver {

  /** What the thread factory throws. */
  static final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure() {
      super("planned", null, /* enableSuppression= */ true, /* writableStackTrace= */ false);
    }
  }

  private static final String NO_NATIVE_THREAD = "planned: unable to create native thread";

  private final StressRound round;
  private final StressFaults faults;
  private final AtomicLong clockOffset = new AtomicLong();

  StressHooks(StressRound round) {
    this.round = round;
    this.faults = round.settings.faults();
  }

  /** Sets the hooks that the settings ask for. */
  WorkerPool.Builder into(WorkerPool.Builder builder) {
    StressSettings settings = round.settings;
    builder.exceptionHandler(this::handle);
    if (settings.listens()) {
      builder.observer(this);
    }
    if (settings.flakyThreads() || faults.has(Fault.PAUSES)) {
      builder.threads(WorkerThreads.of(factory(settings.kind().threads().factory())));
    }
    if (settings.flakyThreads()) {
      builder.preStart(0);
    }
    if (faults.has(Fault.DECORATOR) || faults.has(Fault.PAUSES)) {
      builder.taskDecorator(this::decorate);
    }
    if (faults.has(Fault.CLOCK) || faults.has(Fault.PAUSES)) {
      builder.ticker(this::read);
    }
    return builder;
  }

  /** Whether a submission failed because of the thread factory or of the decorator. */
  static boolean isPlanned(Throwable t) {
    String message = String.valueOf(t.getMessage());
    return t instanceof StartFailure
        || t instanceof HookFailure
        || t instanceof IllegalThreadStateException
        || message.contains("returned null")
        || message.equals(NO_NATIVE_THREAD);
  }

  private ThreadFactory factory(ThreadFactory plain) {
    return r -> {
      faults.mayPause(Point.FACTORY);
      if (round.settings.flakyThreads() && faults.strikes(Point.FACTORY, 4)) {
        return broken();
      }
      Thread thread = plain.newThread(r);
      thread.setName("custom-worker-1");
      round.workerThreads.add(thread);
      return thread;
    };
  }

  private @Nullable Thread broken() {
    if (faults.strikes(Point.FACTORY, 4)) {
      return null;
    }
    if (faults.strikes(Point.FACTORY, 3)) {
      return Thread.ofVirtual().start(() -> {}); // cannot be started again
    }
    if (faults.strikes(Point.FACTORY, 2)) {
      throw new OutOfMemoryError(NO_NATIVE_THREAD);
    }
    throw new StartFailure();
  }

  private Runnable decorate(Runnable task) {
    faults.mayPause(Point.DECORATOR);
    faults.mayFail(Fault.DECORATOR, Point.DECORATOR, 20);
    return () -> {
      faults.mayPause(Point.BEFORE_TASK);
      task.run();
      faults.mayPause(Point.AFTER_TASK);
    };
  }

  private long read() {
    faults.mayPause(Point.TICKER);
    faults.mayFail(Fault.CLOCK, Point.TICKER, 200);
    return System.nanoTime() + clockOffset.get();
  }

  /** Sets the clock forward or back. */
  void jump(long nanos) {
    clockOffset.addAndGet(nanos);
  }

  private void handle(Runnable task, Throwable failure) {
    round.handled.incrementAndGet();
    faults.mayPause(Point.EXCEPTION_HANDLER);
    if (faults.has(Fault.EXCEPTION_HANDLER) && faults.strikes(Point.EXCEPTION_HANDLER, 4)) {
      throw Sneaky.<RuntimeException>rethrow(failure);
    }
    faults.mayFail(Fault.EXCEPTION_HANDLER, Point.EXCEPTION_HANDLER, 4);
  }

  // ---- the observer

  private void heard(Point point) {
    faults.mayPause(point);
    faults.mayFail(Fault.LISTENER, point, 10);
  }

  @Override
  public void workerSpawned(Thread worker) {
    round.seen.workerSpawned(worker);
    round.workerThreads.add(worker);
    heard(Point.WORKER_STARTED);
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    round.seen.workerRetired(worker, reason);
    heard(Point.WORKER_STOPPED);
  }

  @Override
  public void workerIdle(Thread worker) {
    round.seen.workerIdle(worker);
    heard(Point.WORKER_IDLE);
  }

  @Override
  public void workerReused(Thread worker) {
    round.seen.workerReused(worker);
    heard(Point.WORKER_REUSED);
  }

  @Override
  public void taskAccepted(ObservedTask task) {
    round.seen.taskAccepted(task);
    heard(Point.TASK_ACCEPTED);
  }

  @Override
  public void taskStarted(ObservedTask task) {
    round.seen.taskStarted(task);
    heard(Point.TASK_STARTED);
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    round.seen.taskFinished(task, outcome, failure);
    heard(Point.TASK_FINISHED);
  }

  @Override
  public void taskCancelled(ObservedTask task) {
    round.seen.taskCancelled(task);
    heard(Point.TASK_CANCELLED);
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    round.seen.taskRejected(task, reason);
    heard(Point.TASK_REJECTED);
  }

  @Override
  public void submitterBlocked(Runnable task) {
    round.seen.submitterBlocked(task);
    heard(Point.SUBMITTER_BLOCKED);
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    round.seen.submitterUnblocked(task, waitedNanos, admitted);
    heard(Point.SUBMITTER_UNBLOCKED);
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    round.seen.tasksStolen(fromProcessor, toProcessor, tasks);
    heard(Point.TASKS_STOLEN);
  }

  @Override
  public void stateChanged(State from, State to) {
    heard(Point.STATE_CHANGED);
  }

  @Override
  public void resized(int from, int to) {
    heard(Point.RESIZED);
  }
}
