package io.gopool.event;

import static io.gopool.event.DefaultEventBus.NOTHING;

import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import org.jspecify.annotations.Nullable;

/** Publishes what one pool does. Refers to its name only, so that the pool can be dropped. */
final class BusObserver implements PoolObserver {

  private final DefaultEventBus bus;
  private final String pool;
  private final boolean accepted;
  private final boolean started;
  private final boolean finished;
  private volatile boolean isSource; // changed under the lock of the bus

  BusObserver(DefaultEventBus bus, String pool) {
    this.bus = bus;
    this.pool = pool;
    accepted = bus.publishes(EventType.TASK_ACCEPTED);
    started = bus.publishes(EventType.TASK_STARTED);
    finished = bus.publishes(EventType.TASK_FINISHED);
  }

  /** Called under the lock of the bus. */
  void isSource(boolean is) {
    isSource = is;
  }

  /** Claims a place if events of the type are published. */
  private long claim(EventType type) {
    return bus.publishes(type) ? bus.claim(type) : NOTHING;
  }

  private Slot slot(long claimed, EventType type) {
    return bus.slot(claimed).set(type, pool);
  }

  private void publish(long claimed) {
    bus.publish(claimed);
    if (!isSource) {
      bus.publishedByNoSource();
    }
  }

  // ---- tasks
  // -------------------------------------------------------------------------------------

  @Override
  public void taskAccepted(ObservedTask task) {
    long claimed = accepted ? bus.claim(EventType.TASK_ACCEPTED) : NOTHING;
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASK_ACCEPTED).subject(task);
      publish(claimed);
    }
  }

  @Override
  public void taskStarted(ObservedTask task) {
    long claimed = started ? bus.claim(EventType.TASK_STARTED) : NOTHING;
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASK_STARTED)
          .subject(task)
          .thread(Thread.currentThread())
          .numbers(waited(task), 0);
      publish(claimed);
    }
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    long claimed = finished ? bus.claim(EventType.TASK_FINISHED) : NOTHING;
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASK_FINISHED)
          .subject(task)
          .detail(outcome)
          .failure(failure)
          .numbers(waited(task), task.finishedNanos() - task.startedNanos());
      publish(claimed);
    }
  }

  private static long waited(ObservedTask task) {
    return task.acceptedNanos() == 0 ? 0 : task.startedNanos() - task.acceptedNanos();
  }

  @Override
  public void taskCancelled(ObservedTask task) {
    long claimed = claim(EventType.TASK_CANCELLED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASK_CANCELLED).subject(task);
      publish(claimed);
    }
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    long claimed = claim(EventType.TASK_REJECTED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASK_REJECTED).subject(task).detail(reason);
      publish(claimed);
    }
  }

  // ---- submitters
  // --------------------------------------------------------------------------------

  @Override
  public void submitterBlocked(Runnable task) {
    long claimed = claim(EventType.SUBMITTER_BLOCKED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.SUBMITTER_BLOCKED).subject(task).thread(Thread.currentThread());
      publish(claimed);
    }
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    long claimed = claim(EventType.SUBMITTER_UNBLOCKED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.SUBMITTER_UNBLOCKED)
          .subject(task)
          .thread(Thread.currentThread())
          .numbers(waitedNanos, admitted ? 1 : 0);
      publish(claimed);
    }
  }

  // ---- workers
  // -----------------------------------------------------------------------------------

  @Override
  public void workerSpawned(Thread worker) {
    if (!isSource) {
      bus.joined(this); // rebooted; no sooner, as changes of state may be told out of order
    }
    publishWorker(EventType.WORKER_SPAWNED, worker);
  }

  @Override
  public void workerIdle(Thread worker) {
    publishWorker(EventType.WORKER_IDLE, worker);
  }

  @Override
  public void workerReused(Thread worker) {
    publishWorker(EventType.WORKER_REUSED, worker);
  }

  private void publishWorker(EventType type, Thread worker) {
    long claimed = claim(type);
    if (claimed != NOTHING) {
      slot(claimed, type).thread(worker);
      publish(claimed);
    }
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    long claimed = claim(EventType.WORKER_RETIRED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.WORKER_RETIRED).thread(worker).detail(reason);
      publish(claimed);
    }
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    long claimed = claim(EventType.TASKS_STOLEN);
    if (claimed != NOTHING) {
      slot(claimed, EventType.TASKS_STOLEN).numbers(fromProcessor, toProcessor).detail(tasks);
      publish(claimed);
    }
  }

  // ---- the pool
  // ----------------------------------------------------------------------------------

  @Override
  public void stateChanged(State from, State to) {
    long claimed = claim(EventType.STATE_CHANGED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.STATE_CHANGED).subject(from).detail(to);
      publish(claimed);
    }
    if (to == State.CLOSED) {
      bus.left(this);
    }
  }

  @Override
  public void resized(int from, int to) {
    long claimed = claim(EventType.RESIZED);
    if (claimed != NOTHING) {
      slot(claimed, EventType.RESIZED).numbers(from, to);
      publish(claimed);
    }
  }
}
