package io.gopool.event;

import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place of the ring with the latest event that was put there. Written by the publisher between
 * its claim and its publication, then read and emptied by the event thread.
 */
final class Slot {

  private @Nullable EventType type;
  private @Nullable String pool;
  private @Nullable Thread thread;
  private @Nullable Object subject;
  private @Nullable Object detail;
  private @Nullable Throwable failure;
  private long first;
  private long second;

  Slot set(EventType what, String where) {
    type = what;
    pool = where;
    return this;
  }

  Slot thread(Thread who) {
    thread = who;
    return this;
  }

  Slot subject(Object what) {
    subject = what;
    return this;
  }

  Slot detail(Object what) {
    detail = what;
    return this;
  }

  Slot failure(@Nullable Throwable thrown) {
    failure = thrown;
    return this;
  }

  Slot numbers(long one, long other) {
    first = one;
    second = other;
    return this;
  }

  EventType type() {
    return Objects.requireNonNull(type);
  }

  /** Lets go of what it refers to. */
  void clear() {
    thread = null;
    subject = null;
    detail = null;
    failure = null;
  }

  /** Tells the listener. */
  void tell(PoolListener l) {
    String name = Objects.requireNonNull(pool);
    switch (type()) {
      case WORKER_SPAWNED -> l.workerSpawned(name, who());
      case WORKER_RETIRED -> l.workerRetired(name, who(), detail(WorkerExit.class));
      case WORKER_IDLE -> l.workerIdle(name, who());
      case WORKER_REUSED -> l.workerReused(name, who());
      case TASK_ACCEPTED -> l.taskAccepted(name, observed());
      case TASK_STARTED -> l.taskStarted(name, observed(), who(), first);
      case TASK_FINISHED ->
          l.taskFinished(name, observed(), detail(TaskOutcome.class), failure, first, second);
      case TASK_CANCELLED -> l.taskCancelled(name, observed());
      case TASK_REJECTED -> l.taskRejected(name, task(), detail(RejectReason.class));
      case SUBMITTER_BLOCKED -> l.submitterBlocked(name, task(), who());
      case SUBMITTER_UNBLOCKED -> l.submitterUnblocked(name, task(), who(), first, second != 0);
      case TASKS_STOLEN -> l.tasksStolen(name, (int) first, (int) second, detail(Integer.class));
      case STATE_CHANGED -> l.stateChanged(name, (State) subject(), detail(State.class));
      case RESIZED -> l.resized(name, (int) first, (int) second);
    }
  }

  private Thread who() {
    return Objects.requireNonNull(thread);
  }

  private Object subject() {
    return Objects.requireNonNull(subject);
  }

  private ObservedTask observed() {
    return (ObservedTask) subject();
  }

  private Runnable task() {
    return (Runnable) subject();
  }

  private <T> T detail(Class<T> kind) {
    return Objects.requireNonNull(kind.cast(detail));
  }
}
