package io.gopool.core;

import io.gopool.PoolListener;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.core.StressFaults.Fault;
import io.gopool.core.StressFaults.HookFailure;
import io.gopool.core.StressFaults.Point;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All the code of a user that the pool of a {@link StressRound} calls, with its faults. */
final class StressHooks implements PoolListener {

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
      builder.listener(this);
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

  // ---- the listener

  private void heard(Point point) {
    faults.mayPause(point);
    faults.mayFail(Fault.LISTENER, point, 10);
  }

  @Override
  public void workerStarted(String name, Thread worker) {
    round.workersStarted.incrementAndGet();
    round.workerThreads.add(worker);
    heard(Point.WORKER_STARTED);
  }

  @Override
  public void workerStopped(String name, Thread worker, WorkerExit reason) {
    round.workersStopped.incrementAndGet();
    heard(Point.WORKER_STOPPED);
  }

  @Override
  public void taskStarted(String name, Runnable task) {
    round.taskEvents.incrementAndGet();
    heard(Point.TASK_STARTED);
  }

  @Override
  public void taskFinished(String name, Runnable task, @Nullable Throwable failure) {
    round.taskEvents.decrementAndGet();
    heard(Point.TASK_FINISHED);
  }

  @Override
  public void taskRejected(String name, Runnable task) {
    heard(Point.TASK_REJECTED);
  }

  @Override
  public void stateChanged(String name, State from, State to) {
    heard(Point.STATE_CHANGED);
  }

  @Override
  public void resized(String name, int from, int to) {
    heard(Point.RESIZED);
  }
}
