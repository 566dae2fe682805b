package io.gopool.core;

import io.gopool.EventBus;
import io.gopool.Observation;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import io.gopool.queue.ThreadTable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a pool, put together, and the life of one task from its start to its end. Workers
 * and futures know this, never the {@link DefaultWorkerPool} in the user's hands, so that one that
 * is dropped can be noticed.
 */
final class PoolCore {

  final PoolConfig config;
  final Permits permits;
  final Waiters waiters;
  final RunQueues queues;
  final Retirement retirement;
  final Counters counters = new Counters();
  final PoolLog log;
  final Crew crew;
  final Lifecycle lifecycle;
  final Scheduling scheduling;
  final Gate gate;
  final Sweeper sweeper;
  final Handle handle;

  private final Object attaching = new Object();
  private volatile @Nullable Observers observers; // changed under the lock attaching

  /**
   * Creates a pool without threads.
   *
   * @param family the workers of this pool and its siblings
   */
  PoolCore(PoolConfig config, ThreadTable<Worker> family) {
    this.config = config;
    permits = new Permits(config.processors(), limitFor(config.capacity()), config.depthFirst());
    waiters = new Waiters(config.maxBlockedSubmitters());
    queues = new RunQueues(config.processors(), permits);
    retirement = new Retirement(config.threads(), permits::finished);
    log = new PoolLog(config);
    crew = new Crew(config, family);
    lifecycle = new Lifecycle(this);
    scheduling = new Scheduling(this);
    gate = new Gate(this);
    sweeper = new Sweeper(this);
    handle = new Handle(this);
    config.observers().forEach(this::attach);
    EventBus events = config.events();
    if (events != null) { // the last that may fail: it starts a thread, which ends with the pool
      attach(events.observer(config.name()));
    }
  }

  String name() {
    return config.name();
  }

  /** The permits that there are at a capacity. */
  int limitFor(int capacity) {
    return (int) Math.min(Permits.UNBOUNDED, (long) capacity + config.queueCapacity());
  }

  int permitLimit() {
    return limitFor(scheduling.capacity());
  }

  void preStart() {
    scheduling.preStart(config.preStart());
  }

  // ---- observers
  // ---------------------------------------------------------------------------------

  /** Who observes the pool now; to be read once for each thing that happens. */
  @Nullable Observers observers() {
    return observers;
  }

  Observation attach(PoolObserver observer) {
    Attached more = new Attached(this, observer);
    synchronized (attaching) {
      observers = Observers.with(observers, more);
    }
    return more;
  }

  void detach(Attached gone) {
    synchronized (attaching) {
      observers = Observers.without(observers, gone);
    }
  }

  // ---- counts
  // ------------------------------------------------------------------------------------

  /**
   * How many of the tasks in flight run: as many as there are slots, or more after a shrink, when
   * as many do as there are workers at work.
   */
  int runningOf(int inFlight, int capacity) {
    if (inFlight <= capacity) {
      return inFlight;
    }
    return Math.min(inFlight, Math.max(capacity, scheduling.workers() - scheduling.idle()));
  }

  int running() {
    return runningOf(permits.inFlight(), scheduling.capacity());
  }

  int queued() {
    int inFlight = permits.inFlight();
    return inFlight - runningOf(inFlight, scheduling.capacity());
  }

  String countsText() {
    int inFlight = permits.inFlight();
    int capacity = scheduling.capacity();
    int running = runningOf(inFlight, capacity);
    return ("capacity=" + capacity + " running=" + running)
        + (" queueCapacity=" + config.queueCapacity() + " queued=" + (inFlight - running))
        + (" waiting=" + waiters.count());
  }

  // ---- a task
  // ------------------------------------------------------------------------------------

  /**
   * Runs a task that is the current thread's; whatever it throws ends here.
   *
   * @param clock a reading that observers may take for the start of the task; 0 for none, {@link
   *     Observers#AT_ACCEPTANCE} for that of its acceptance
   * @return a reading from its end, if that was a moment ago; else 0
   */
  long run(Runnable task, long clock) {
    Observers watching = observers;
    if (watching != null) {
      return runObserved(watching, task, clock);
    }
    if (task instanceof PoolFuture<?> future) {
      future.runClaimed();
      count(outcome(future));
      future.ended();
      return 0;
    }
    try {
      task.run();
    } catch (Throwable t) {
      failed(task, t);
    }
    return 0;
  }

  /**
   * Whether {@link #run} would do nothing with the task but to run it, and to call {@link #failed}
   * with what it throws.
   */
  boolean isPlain(Object task) {
    return observers == null && !(task instanceof PoolFuture<?>);
  }

  /** A task that nobody observes, and that has no future, threw. */
  void failed(Runnable task, Throwable thrown) {
    count(TaskOutcome.FAILURE);
    log.taskFailed(task, thrown);
  }

  /** The same, told to those who are there when the task starts. */
  private long runObserved(Observers watching, Runnable task, long clock) {
    Observed seen = watching.started(task, clock); // never throws, nor does finished
    if (task instanceof PoolFuture<?> future) {
      future.runClaimed();
      TaskOutcome outcome = outcome(future);
      count(outcome);
      long end = watching.finished(seen, outcome, future.failure());
      future.ended();
      return end;
    }
    try {
      task.run();
    } catch (Throwable t) {
      count(TaskOutcome.FAILURE);
      watching.finished(seen, TaskOutcome.FAILURE, t);
      log.taskFailed(task, t);
      return 0; // the handler took its time
    }
    return watching.finished(seen, TaskOutcome.SUCCESS, null);
  }

  private static TaskOutcome outcome(PoolFuture<?> future) {
    if (future.isCancelled()) {
      return TaskOutcome.CANCELLED;
    }
    return future.failure() == null ? TaskOutcome.SUCCESS : TaskOutcome.FAILURE;
  }

  private void count(TaskOutcome outcome) {
    switch (outcome) {
      case SUCCESS -> {} // what neither failed nor was cancelled
      case FAILURE -> increment(counters.failed);
      case CANCELLED -> increment(counters.cancelled);
    }
  }

  /** Throws nothing: there is more to be done when a task has ended. */
  static void increment(LongAdder count) {
    try {
      count.increment();
    } catch (OutOfMemoryError e) {
      // for one more cell: the count is too low by one
    }
  }

  void countRetired(WorkerExit exit) {
    try {
      counters.retired.add(exit);
    } catch (OutOfMemoryError e) {
      // see increment()
    }
  }

  /** The submitter runs the task itself: returns what it is to run. */
  Runnable acceptedInline(Runnable task) {
    return acceptedInline(task, Thread.currentThread());
  }

  Runnable acceptedInline(Runnable task, Thread submitter) {
    Observers watching = observers;
    return watching == null ? task : watching.accepted(task, submitter);
  }

  /** An accepted task will never run. */
  void tellCancelled(Runnable task) {
    Observers watching = observers;
    if (watching != null) {
      watching.cancelled(task);
    }
  }

  /**
   * Runs a task that holds no permit, unless it was cancelled or run by somebody else.
   *
   * @param clock see {@link #run}
   */
  void runWithoutPermit(Runnable task, long clock) {
    if (!(task instanceof PoolFuture<?> future) || future.tryClaimInline()) {
      run(task, clock);
      increment(counters.inline);
    }
  }

  /** Runs a task in the thread that submitted it, which is no worker. */
  void runInCaller(Runnable task) {
    boolean interrupted = Thread.interrupted();
    runWithoutPermit(task, Observers.AT_ACCEPTANCE);
    if (task instanceof PoolFuture<?> future && future.isCancelled()) {
      Thread.interrupted(); // that interrupt was meant for this task
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A task has given its permit back. */
  void taskEnded() {
    if (!lifecycle.isOpen()) {
      lifecycle.taskEndedWhileClosing();
    }
  }

  /** A task that held a permit has ended in some other way. */
  void finishedElsewhere() {
    int home = permits.home(Thread.currentThread());
    permits.finish(home);
    taskEnded();
    if (waiters.any()) {
      gate.grant(home);
    }
  }

  /** A claimed future that held a permit was cancelled before it ran. */
  void cancelledInQueue(PoolFuture<?> future) {
    dropped(future);
    if (queues.cancelled(t -> t instanceof PoolFuture<?> f && f.isClaimed())) {
      scheduling.ensureSearcher();
    }
  }

  private void dropped(PoolFuture<?> future) {
    increment(counters.cancelled);
    tellCancelled(future);
    finishedElsewhere();
    future.ended();
  }

  /** A claimed future without a permit was cancelled before it ran. */
  void cancelledInline(PoolFuture<?> future) {
    increment(counters.cancelled);
    tellCancelled(future);
    increment(counters.inline);
    future.ended();
  }

  /** Gives a queued task up to the caller of {@code shutdownNow}; false if somebody else has it. */
  boolean handBack(Runnable task) {
    if (!(task instanceof PoolFuture<?> future)) {
      increment(counters.cancelled);
      tellCancelled(task);
      finishedElsewhere();
      return true;
    }
    if (!future.tryClaim()) {
      return false;
    }
    if (future.cancelWhenHandedBack()) {
      future.cancel(/* mayInterruptIfRunning= */ false); // it may be cancelled already
    }
    dropped(future);
    return true;
  }

  /**
   * A worker of this pool, or a sibling, waits for the future: runs it if nobody has begun.
   *
   * @return the worker; null if the current thread is none
   */
  @Nullable Worker help(PoolFuture<?> future) {
    Worker self = crew.current();
    if (self == null) {
      return null;
    }
    if (future.tryClaim()) {
      self.help(future);
    } else if (future.isDeferred()) {
      self.runInside(this, future, /* clock= */ 0);
    }
    return self;
  }

  void rejected(Runnable task, RejectReason reason) {
    counters.rejected.add(reason);
    Observers watching = observers;
    if (watching != null) {
      watching.rejected(task, reason);
    }
  }

  // ---- workers
  // -----------------------------------------------------------------------------------

  /** Called by a worker as the first it does. */
  void workerStarted(Thread thread) {
    Observers watching = observers;
    if (watching != null) {
      watching.spawned(thread);
    }
  }

  /** Called by a worker that has given up its place, as the last it does. */
  void workerStopped(Worker worker, Thread thread, WorkerExit exit) {
    try {
      if (exit != WorkerExit.AGE) {
        countRetired(exit); // one that was replaced was counted then
      }
      Observers watching = observers;
      if (watching != null) {
        watching.retired(thread, exit);
      }
    } finally {
      crew.left(worker);
      if (!lifecycle.isOpen()) {
        lifecycle.taskEndedWhileClosing(); // it may have left a task behind
      }
    }
  }

  @Override
  public String toString() {
    return "WorkerPool[" + name() + " " + lifecycle.state() + " " + countsText() + "]";
  }
}
