package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps what an observer is told, and by whom. */
final class EventRecorder implements PoolObserver {

  /** One call. */
  record Event(String what, @Nullable Object subject, List<Object> more, Thread by) {

    ObservedTask task() {
      return (ObservedTask) subject;
    }
  }

  private final boolean wantsTimes;
  private final double samplingRate;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  EventRecorder() {
    this(/* wantsTimes= */ true);
  }

  EventRecorder(boolean wantsTimes) {
    this(wantsTimes, /* samplingRate= */ 1);
  }

  EventRecorder(boolean wantsTimes, double samplingRate) {
    this.wantsTimes = wantsTimes;
    this.samplingRate = samplingRate;
  }

  private void add(String what, Object subject, Object... more) {
    events.add(new Event(what, subject, List.of(more), Thread.currentThread()));
  }

  List<Event> all(String what) {
    return events.stream().filter(e -> e.what.equals(what)).toList();
  }

  Event only(String what) {
    List<Event> found = all(what);
    assertEquals(1, found.size(), events::toString);
    return found.getFirst();
  }

  /** The tasks that have ended, in the order of their ends. */
  List<ObservedTask> ended() {
    return all("taskFinished").stream().map(Event::task).toList();
  }

  /** What happened to a task, in order. */
  List<String> fateOf(Runnable task) {
    return events.stream()
        .filter(e -> e.subject instanceof ObservedTask t && t.task() == task)
        .map(Event::what)
        .toList();
  }

  /** What a thread told, in order. */
  List<String> toldBy(Thread thread) {
    return events.stream().filter(e -> e.by == thread).map(Event::what).toList();
  }

  @Override
  public boolean wantsTimes() {
    return wantsTimes;
  }

  @Override
  public double samplingRate() {
    return samplingRate;
  }

  @Override
  public void workerSpawned(Thread worker) {
    add("workerSpawned", worker);
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    add("workerRetired", worker, reason);
  }

  @Override
  public void workerIdle(Thread worker) {
    add("workerIdle", worker);
  }

  @Override
  public void workerReused(Thread worker) {
    add("workerReused", worker);
  }

  @Override
  public void taskAccepted(ObservedTask task) {
    add("taskAccepted", task);
  }

  @Override
  public void taskStarted(ObservedTask task) {
    add("taskStarted", task);
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    add(
        "taskFinished",
        task,
        (failure == null ? List.of(outcome) : List.of(outcome, failure)).toArray());
  }

  @Override
  public void taskCancelled(ObservedTask task) {
    add("taskCancelled", task);
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    add("taskRejected", task, reason);
  }

  @Override
  public void submitterBlocked(Runnable task) {
    add("submitterBlocked", task);
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    add("submitterUnblocked", task, waitedNanos, admitted);
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    add("tasksStolen", fromProcessor, toProcessor, tasks);
  }

  @Override
  public void stateChanged(State from, State to) {
    add("stateChanged", from, to);
  }

  @Override
  public void resized(int from, int to) {
    add("resized", from, to);
  }

  @Override
  public String toString() {
    return "EventRecorder";
  }
}
