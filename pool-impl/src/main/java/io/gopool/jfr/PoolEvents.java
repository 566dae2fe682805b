package io.gopool.jfr;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import org.jspecify.annotations.Nullable;

/** Writes the events of one pool. */
final class PoolEvents implements PoolObserver {

  /** The event of the task that the thread is in; null between two. */
  @SuppressWarnings("ThreadLocalUsage") // one for each pool
  private final ThreadLocal<@Nullable TaskRunEvent> running = new ThreadLocal<>();

  /** The event of the thread that is blocked; only while it is. */
  @SuppressWarnings("ThreadLocalUsage") // one for each pool
  private final ThreadLocal<SubmitBlockedEvent> blocked = new ThreadLocal<>();

  private final String pool;

  PoolEvents(String pool) {
    this.pool = pool;
  }

  @Override
  public void taskStarted(ObservedTask task) {
    TaskRunEvent event = new TaskRunEvent();
    if (event.isEnabled()) {
      event.observed = task;
      event.outer = running.get();
      running.set(event);
      event.begin();
    }
    if (task.acceptedNanos() != 0) {
      waited(task);
    }
  }

  private void waited(ObservedTask task) {
    TaskWaitEvent event = new TaskWaitEvent();
    event.waited = task.startedNanos() - task.acceptedNanos();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.task = task.name();
      event.submitterId = task.submitterId();
      event.commit();
    }
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    TaskRunEvent event = running.get();
    if (event == null || event.observed != task) {
      return; // the event was not enabled when the task began
    }
    event.end();
    running.set(event.outer); // not removed: the next task would need a new entry
    if (event.shouldCommit()) {
      event.pool = pool;
      event.task = task.name();
      event.outcome = outcome.name();
      event.failure = failure == null ? null : failure.getClass();
      event.commit();
    }
  }

  @Override
  public void submitterBlocked(Runnable task) {
    SubmitBlockedEvent event = new SubmitBlockedEvent();
    if (event.isEnabled()) {
      event.begin();
      blocked.set(event);
    }
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    SubmitBlockedEvent event = blocked.get();
    if (event == null) {
      return;
    }
    blocked.remove();
    event.end();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.taskClass = task.getClass();
      event.admitted = admitted;
      event.commit();
    }
  }

  @Override
  public void workerSpawned(Thread worker) {
    WorkerSpawnEvent event = new WorkerSpawnEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.commit();
    }
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    WorkerRetireEvent event = new WorkerRetireEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.reason = reason.name();
      event.commit();
    }
  }

  @Override
  public void resized(int from, int to) {
    ResizeEvent event = new ResizeEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.from = from;
      event.to = to;
      event.commit();
    }
  }
}
