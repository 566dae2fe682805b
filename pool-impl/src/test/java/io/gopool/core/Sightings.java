package io.gopool.core;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an observer is told from the start on, and compares it with a closed pool's books.
 */
final class Sightings implements PoolObserver {

  final LongAdder spawned = new LongAdder();
  final Tally<WorkerExit> retired = new Tally<>(WorkerExit.class);
  final AtomicLong idle = new AtomicLong();
  final LongAdder accepted = new LongAdder();
  final LongAdder started = new LongAdder();
  final Tally<TaskOutcome> finished = new Tally<>(TaskOutcome.class);
  final LongAdder cancelled = new LongAdder();
  final Tally<RejectReason> rejected = new Tally<>(RejectReason.class);
  final AtomicLong blocked = new AtomicLong();
  final LongAdder stolen = new LongAdder();
  final Set<String> wrong = ConcurrentHashMap.newKeySet();

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.add(what);
    }
  }

  @Override
  public void workerSpawned(Thread worker) {
    check(worker == Thread.currentThread(), "told of a worker by another thread");
    spawned.increment();
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    retired.add(reason);
  }

  @Override
  public void workerIdle(Thread worker) {
    idle.incrementAndGet();
  }

  @Override
  public void workerReused(Thread worker) {
    check(idle.decrementAndGet() >= 0, "reused without having been idle");
  }

  @Override
  public void taskAccepted(ObservedTask task) {
    check(task.acceptedNanos() != 0 && task.startedNanos() == 0, "accepted at no time, or started");
    accepted.increment();
  }

  @Override
  public void taskStarted(ObservedTask task) {
    check(task.acceptedNanos() != 0, "started without having been accepted");
    check(task.startedNanos() - task.acceptedNanos() >= 0, "started before it was accepted");
    started.increment();
  }

  @Override
  public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
    check(task.finishedNanos() - task.startedNanos() >= 0, "finished before it started");
    check(outcome != TaskOutcome.FAILURE || failure != null, "failed without a failure");
    finished.add(outcome);
  }

  @Override
  public void taskCancelled(ObservedTask task) {
    check(task.acceptedNanos() != 0, "cancelled without having been accepted");
    check(task.startedNanos() == 0, "cancelled although it had started");
    cancelled.increment();
  }

  @Override
  public void taskRejected(Runnable task, RejectReason reason) {
    rejected.add(reason);
  }

  @Override
  public void submitterBlocked(Runnable task) {
    blocked.incrementAndGet();
  }

  @Override
  public void submitterUnblocked(Runnable task, long waitedNanos, boolean admitted) {
    check(waitedNanos >= 0, "waited for a negative time");
    blocked.decrementAndGet();
  }

  @Override
  public void tasksStolen(int fromProcessor, int toProcessor, int tasks) {
    check(fromProcessor != toProcessor && tasks > 0, "stole nothing, or from itself");
    stolen.add(tasks);
  }

  long ended() {
    return finished.sums().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns where it differs from the stats of the pool, which is closed. */
  List<String> compare(PoolStats stats) {
    Map<TaskOutcome, Long> outcomes = finished.sums();
    long withdrawn = accepted.sum() - stats.submitted(); // for want of a worker
    List<String> found = new ArrayList<>(wrong);
    equal(found, "spawned", stats.spawned(), spawned.sum());
    equal(found, "retired", stats.retirements(), retired.sums());
    equal(
        found,
        "accepted and neither finished nor cancelled",
        0L,
        accepted.sum() - ended() - cancelled.sum());
    equal(found, "started and not finished", 0L, started.sum() - ended());
    equal(found, "completed", stats.completed(), outcomes.get(TaskOutcome.SUCCESS));
    equal(found, "failed", stats.failed(), outcomes.get(TaskOutcome.FAILURE));
    equal(
        found,
        "cancelled",
        stats.cancelled() + withdrawn,
        outcomes.get(TaskOutcome.CANCELLED) + cancelled.sum());
    equal(found, "rejected", stats.rejections(), rejected.sums());
    equal(found, "blocked and not unblocked", 0L, blocked.get());
    equal(found, "stolen", stats.stolen(), stolen.sum());
    return found;
  }

  private static void equal(
      List<String> wrong, String what, Object expected, @Nullable Object seen) {
    if (!expected.equals(seen)) {
      wrong.add("observers: " + what + ": expected " + expected + ", seen " + seen);
    }
  }
}
