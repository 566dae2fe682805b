package io.gopool.trace;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what one pool does. A task is one event, written at its end; so is the time for which a
 * worker was idle.
 */
final class PoolRecorder implements PoolObserver {

  /** The workers that are idle, and since when. Each has its entry changed by itself alone. */
  private final Map<Thread, Long> idleSince = new ConcurrentHashMap<>();

  private final Blocks blocks;
  private final int source;

  PoolRecorder(Blocks blocks, int source) {
    this.blocks = blocks;
    this.source = source;
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    if (task.startedNanos() == 0) {
      return; // it started before anybody wanted times
    }
    Thread thread = Thread.currentThread();
    blocks.record(
        Event.what(Event.TASK, source),
        task.startedNanos(),
        task.finishedNanos(),
        task.acceptedNanos(),
        task.submitterId(),
        thread,
        task.name(),
        thread.getName());
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    Thread thread = Thread.currentThread();
    long now = System.nanoTime();
    String name = admitted ? "blocked" : "blocked, not admitted";
    blocks.record(
        Event.what(Event.BLOCKED, source),
        now - waitedNanos,
        now,
        0,
        0,
        thread,
        name,
        thread.getName());
  }

  @Override
  public void workerIdle(Thread worker) {
    idleSince.put(worker, System.nanoTime());
  }

  @Override
  public void workerReused(Thread worker) {
    wasIdle(worker);
  }

  private void wasIdle(Thread worker) {
    Long since = idleSince.remove(worker);
    if (since != null) {
      long now = System.nanoTime();
      int what = Event.what(Event.IDLE, source);
      blocks.record(what, since, now, 0, 0, worker, "idle", worker.getName());
    }
  }

  /** Shows the workers that are idle, as if they were called now. */
  void showOpen(long now, Consumer<Event> each) {
    int what = Event.what(Event.IDLE, source);
    idleSince.forEach(
        (worker, since) -> {
          if (since - now < 0) {
            each.accept(
                new Event(
                    what,
                    since,
                    now,
                    0,
                    0,
                    worker.threadId(),
                    "idle",
                    worker.getName(),
                    OpenTasks.NOTE));
          }
        });
  }

  @Override
  public void workerSpawned(Thread worker) {
    instant(Event.INSTANT, worker, "spawned");
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    wasIdle(worker);
    instant(Event.INSTANT, worker, "retired: " + reason);
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    String what = "stole " + tasks + " from P " + fromProcessor + " to P " + toProcessor;
    instant(Event.INSTANT, Thread.currentThread(), what);
  }

  @Override
  public void taskCancelled(ObservedTask task) {
    instant(Event.POOL, Thread.currentThread(), "cancelled: " + task.name());
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    instant(Event.POOL, Thread.currentThread(), "rejected: " + reason);
  }

  @Override
  public void stateChanged(State from, State to) {
    instant(Event.POOL, Thread.currentThread(), from + " to " + to);
  }

  @Override
  public void resized(int from, int to) {
    instant(Event.POOL, Thread.currentThread(), "resized from " + from + " to " + to);
  }

  private void instant(int kind, Thread thread, String name) {
    long now = System.nanoTime();
    blocks.record(Event.what(kind, source), now, now, 0, 0, thread, name, thread.getName());
  }
}
