package io.gopool.event;

import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.SchedulerObserver;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a listener is told, and compares it with a closed pool's books. Plain counters: one
 * thread tells, and whoever compares has waited for it.
 */
final class Heard implements PoolListener {

  final Set<Thread> tellers = ConcurrentHashMap.newKeySet();
  final Set<String> pools = ConcurrentHashMap.newKeySet();
  final List<String> states = new ArrayList<>();
  final Set<Thread> alive = new HashSet<>();
  final Set<Thread> resting = new HashSet<>();
  final Set<String> wrong = new HashSet<>();
  final Map<WorkerExit, Long> retired = zeros(WorkerExit.class);
  final Map<RejectReason, Long> rejected = zeros(RejectReason.class);
  final Map<TaskOutcome, Long> finished = zeros(TaskOutcome.class);
  final Set<Integer> machines = new HashSet<>();
  final Map<SchedulerObserver.Cause, Long> handoffs = zeros(SchedulerObserver.Cause.class);
  long machinesStarted;
  long goroutinesStolen;
  long spawned;
  long accepted;
  long started;
  long cancelled;
  long blocked;
  long unblocked;
  long stolen;
  private final AtomicLong events = new AtomicLong();

  private static <K extends Enum<K>> Map<K, Long> zeros(Class<K> keys) {
    Map<K, Long> counts = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      counts.put(key, 0L);
    }
    return counts;
  }

  private void told(String pool) {
    tellers.add(Thread.currentThread());
    pools.add(pool);
    events.incrementAndGet();
  }

  long events() {
    return events.get();
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.add(what);
    }
  }

  @Override
  public void workerSpawned(String pool, Thread worker) {
    check(alive.add(worker), "spawned twice");
    spawned++;
    told(pool);
  }

  @Override
  public void workerRetired(String pool, Thread worker, WorkerExit reason) {
    check(alive.remove(worker), "retired without having been spawned");
    resting.remove(worker);
    retired.merge(reason, 1L, Long::sum);
    told(pool);
  }

  @Override
  public void workerIdle(String pool, Thread worker) {
    check(alive.contains(worker), "idle before it was spawned");
    check(resting.add(worker), "idle twice");
    told(pool);
  }

  @Override
  public void workerReused(String pool, Thread worker) {
    check(resting.remove(worker), "reused without having been idle");
    told(pool);
  }

  @Override
  public void taskAccepted(String pool, ObservedTask task) {
    accepted++;
    told(pool);
  }

  @Override
  public void taskStarted(String pool, ObservedTask task, Thread worker, long waitedNanos) {
    check(waitedNanos >= 0, "started before it was accepted");
    started++;
    told(pool);
  }

  @Override
  public void taskFinished(
      String pool,
      ObservedTask task,
      TaskOutcome outcome,
      @Nullable Throwable failure,
      long waitedNanos,
      long ranNanos) {
    check(waitedNanos >= 0 && ranNanos >= 0, "times");
    finished.merge(outcome, 1L, Long::sum);
    told(pool);
  }

  @Override
  public void taskCancelled(String pool, ObservedTask task) {
    cancelled++;
    told(pool);
  }

  @Override
  public void taskRejected(String pool, Runnable task, RejectReason reason) {
    rejected.merge(reason, 1L, Long::sum);
    told(pool);
  }

  @Override
  public void submitterBlocked(String pool, Runnable task, Thread submitter) {
    blocked++;
    told(pool);
  }

  @Override
  public void submitterUnblocked(
      String pool, Runnable task, Thread submitter, long waitedNanos, boolean admitted) {
    check(waitedNanos >= 0, "waited");
    unblocked++;
    told(pool);
  }

  @Override
  public void tasksStolen(String pool, int fromProcessor, int toProcessor, int tasks) {
    stolen += tasks;
    told(pool);
  }

  @Override
  public void stateChanged(String pool, State from, State to) {
    states.add(from + " " + to);
    told(pool);
  }

  @Override
  public void resized(String pool, int from, int to) {
    told(pool);
  }

  @Override
  public void machineStarted(String scheduler, int machine) {
    machines.add(machine);
    machinesStarted++;
    told(scheduler);
  }

  @Override
  public void machineStopped(String scheduler, int machine) {
    check(machines.remove(machine), "stopped before it started");
    told(scheduler);
  }

  @Override
  public void handoff(String scheduler, int processor, SchedulerObserver.Cause cause) {
    handoffs.merge(cause, 1L, Long::sum);
    told(scheduler);
  }

  @Override
  public void goroutinesStolen(
      String scheduler, int fromProcessor, int toProcessor, int goroutines) {
    check(fromProcessor != toProcessor, "stole from itself");
    goroutinesStolen += goroutines;
    told(scheduler);
  }

  /**
   * Returns where it differs from the stats of a closed pool that never failed to start a worker.
   */
  List<String> compare(PoolStats stats) {
    List<String> found = new ArrayList<>(wrong);
    equal(found, "spawned", stats.spawned(), spawned);
    equal(found, "retired", stats.retirements(), retired);
    equal(found, "alive", Set.of(), alive);
    equal(found, "accepted", stats.submitted(), accepted);
    equal(found, "started", started, finished.values().stream().mapToLong(n -> n).sum());
    equal(found, "completed", stats.completed(), finished.get(TaskOutcome.SUCCESS));
    equal(found, "failed", stats.failed(), finished.get(TaskOutcome.FAILURE));
    equal(found, "cancelled", stats.cancelled(), finished.get(TaskOutcome.CANCELLED) + cancelled);
    equal(found, "rejected", stats.rejections(), rejected);
    equal(found, "unblocked", blocked, unblocked);
    equal(found, "stolen", stats.stolen(), stolen);
    return found;
  }

  private static void equal(List<String> wrong, String what, Object expected, Object heard) {
    if (!expected.equals(heard)) {
      wrong.add(what + ": expected " + expected + ", heard " + heard);
    }
  }
}
