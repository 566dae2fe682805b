package io.gopool.event;

import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import io.gopool.event.Batch.Failed;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Publishes what one pool does. Refers to its name only, so that the pool can be dropped. */
final class BusObserver extends Source implements PoolObserver {

  private static final Set<EventType> WITH_TIMES =
      EnumSet.of(
          EventType.TASK_ACCEPTED,
          EventType.TASK_STARTED,
          EventType.TASK_FINISHED,
          EventType.TASK_CANCELLED,
          EventType.SUBMITTER_UNBLOCKED);

  private final boolean accepted;
  private final boolean started;
  private final boolean finished;

  BusObserver(DefaultEventBus bus, String pool) {
    super(bus, pool);
    accepted = bus.publishes(EventType.TASK_ACCEPTED);
    started = bus.publishes(EventType.TASK_STARTED);
    finished = bus.publishes(EventType.TASK_FINISHED);
  }

  @Override
  public boolean wantsTimes() {
    return WITH_TIMES.stream().anyMatch(bus()::publishes);
  }

  @Override
  void publishedByNoSource() {
    bus().publishedByNoSource();
  }

  // ---- tasks
  // -------------------------------------------------------------------------------------

  /** Of the submitter, even if another thread admitted the task for it. */
  @Override
  public void taskAccepted(ObservedTask task) {
    if (accepted) {
      int code = code(EventType.TASK_ACCEPTED);
      publish(task.submitterId(), code, task, task.acceptedNanos());
    }
  }

  /** Nobody but a submitter starts a task, its own, when the pool is CLOSED already. */
  @Override
  public void taskStarted(ObservedTask task) {
    if (started) {
      int code = code(EventType.TASK_STARTED);
      publish(Thread.currentThread().threadId(), code, task, task.startedNanos());
    }
    if (!isSource() && task.submitterId() != Thread.currentThread().threadId()) {
      bus().joined(this); // it drains, or its end was told late: see workerSpawned
    }
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    if (finished) {
      int code = Codes.with(code(EventType.TASK_FINISHED), outcome);
      Object subject = failure == null ? task : new Failed(task, failure);
      publish(Thread.currentThread().threadId(), code, subject, task.finishedNanos());
    }
  }

  // ---- what happens less often
  // -----------------------------------------------------------------------

  @Override
  public void taskCancelled(ObservedTask task) {
    publish(EventType.TASK_CANCELLED, (l, pool) -> l.taskCancelled(pool, task));
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    publish(EventType.TASK_REJECTED, (l, pool) -> l.taskRejected(pool, task, reason));
  }

  @Override
  public void submitterBlocked(Runnable task) {
    Thread submitter = Thread.currentThread();
    publish(EventType.SUBMITTER_BLOCKED, (l, pool) -> l.submitterBlocked(pool, task, submitter));
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    Thread submitter = Thread.currentThread();
    publish(
        EventType.SUBMITTER_UNBLOCKED,
        (l, pool) -> l.submitterUnblocked(pool, task, submitter, waitedNanos, admitted));
  }

  @Override
  public void workerSpawned(Thread worker) {
    if (!isSource()) {
      bus().joined(this); // rebooted; no sooner, as changes of state may be told out of order
    }
    publish(EventType.WORKER_SPAWNED, (l, pool) -> l.workerSpawned(pool, worker));
  }

  @Override
  public void workerIdle(Thread worker) {
    publish(EventType.WORKER_IDLE, (l, pool) -> l.workerIdle(pool, worker));
  }

  @Override
  public void workerReused(Thread worker) {
    publish(EventType.WORKER_REUSED, (l, pool) -> l.workerReused(pool, worker));
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    publish(EventType.WORKER_RETIRED, (l, pool) -> l.workerRetired(pool, worker, reason));
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    publish(
        EventType.TASKS_STOLEN,
        (l, pool) -> l.tasksStolen(pool, fromProcessor, toProcessor, tasks));
  }

  @Override
  public void stateChanged(State from, State to) {
    publish(EventType.STATE_CHANGED, (l, pool) -> l.stateChanged(pool, from, to));
    if (to == State.CLOSED) {
      bus().left(this);
    }
  }

  @Override
  public void resized(int from, int to) {
    publish(EventType.RESIZED, (l, pool) -> l.resized(pool, from, to));
  }
}
