package io.gopool.core;

import static io.gopool.PoolDump.MAX_ENTRIES;

import io.gopool.PoolDump;
import io.gopool.PoolDump.Deadlock;
import io.gopool.PoolDump.Link;
import io.gopool.PoolDump.Queued;
import io.gopool.PoolDump.Running;
import io.gopool.PoolDump.Saturation;
import io.gopool.PoolDump.Stack;
import io.gopool.PoolDump.Submitter;
import io.gopool.PoolStats;
import io.gopool.core.WorkerActivity.Nested;
import io.gopool.core.WorkerActivity.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a {@link PoolDump} of one pool, or of those of a {@link io.gopool.MultiPool}: looks at the
 * workers, the queues and the list of blocked submitters, and takes nothing out of them.
 */
final class Dump {

  /** A worker and what it was in when it was looked at, and since when if that is known. */
  private record Busy(Worker worker, Object activity, long startedNanos) {

    static Busy of(Worker worker, Object activity) {
      Object task = activity instanceof Nested n ? n.task() : activity;
      return new Busy(worker, activity, Observed.of((Runnable) task).startedNanos());
    }
  }

  private final List<PoolCore> cores;
  private final PoolStats stats;
  private final long now = System.nanoTime();
  private final List<Deadlock> deadlocks = new ArrayList<>();
  private final Set<Worker> deadlocked = Collections.newSetFromMap(new IdentityHashMap<>());

  private Dump(PoolStats stats, List<PoolCore> cores) {
    this.stats = stats;
    this.cores = cores;
  }

  /**
   * Takes a dump.
   *
   * @param cores of pools whose workers are of one family
   */
  static PoolDump of(PoolStats stats, List<PoolCore> cores) {
    return new Dump(stats, cores).take();
  }

  private PoolDump take() {
    List<Worker> family = cores.getFirst().crew.family();
    findDeadlocks(family);
    List<Busy> busy = busy(family);
    List<Running> running = running(busy);
    List<Queued> queued = queued();
    List<Submitter> submitters = submitters();
    // Of tasks that were cancelled, or taken back by a worker, there may be entries as well.
    long inFlight = stats.queued() + (long) stats.running();
    int entries = sum(Math.min(inFlight, cores.stream().mapToLong(c -> c.queues.size()).sum()));
    int waiting = sum(cores.stream().mapToLong(c -> c.waiters.count()).sum());
    return new PoolDump(
        stats,
        running,
        busy.size() - running.size(),
        queued,
        queued.size() < MAX_ENTRIES ? 0 : Math.max(0, entries - queued.size()),
        submitters,
        submitters.size() < MAX_ENTRIES ? 0 : Math.max(0, waiting - submitters.size()),
        deadlocks,
        saturation(busy, running));
  }

  private static int sum(long n) {
    return (int) Math.min(Integer.MAX_VALUE, n);
  }

  // ---- who runs
  // ----------------------------------------------------------------------------------

  private void findDeadlocks(List<Worker> family) {
    for (List<WaitGraph.Node> circle : WaitGraph.circles(family)) {
      List<Link> links = new ArrayList<>();
      WaitGraph.Node before = circle.getLast();
      for (WaitGraph.Node node : circle) {
        links.add(
            new Link(
                TaskNames.of(node.awaitedBy(before)),
                node.worker.thread().getName(),
                node.worker.thread().threadId(),
                target(node.wait),
                node.wait.timed));
        deadlocked.add(node.worker);
        before = node;
      }
      deadlocks.add(new Deadlock(links));
    }
  }

  private List<Busy> busy(List<Worker> family) {
    List<Busy> busy = new ArrayList<>();
    for (Worker worker : family) {
      Object activity = worker.activity();
      if (activity != null && cores.contains(worker.core())) {
        busy.add(Busy.of(worker, activity));
      }
    }
    busy.sort(
        Comparator.<Busy, Boolean>comparing(b -> !deadlocked.contains(b.worker))
            .thenComparing(b -> b.startedNanos == 0)
            .thenComparing((a, b) -> Long.signum(a.startedNanos - b.startedNanos)));
    return busy;
  }

  private @Nullable Duration since(long nanos) {
    return nanos == 0 ? null : Duration.ofNanos(Math.max(0, now - nanos));
  }

  private List<Running> running(List<Busy> busy) {
    List<Running> running = new ArrayList<>();
    for (Busy b : busy.subList(0, Math.min(MAX_ENTRIES, busy.size()))) {
      List<String> names = new ArrayList<>();
      Object a = b.activity;
      for (; a instanceof Nested n && names.size() < MAX_ENTRIES; a = n.outer()) {
        names.add(TaskNames.of(n.task()));
      }
      names.add(TaskNames.of(a instanceof Nested n ? n.task() : a));
      Wait wait = b.worker.currentWait();
      running.add(
          new Running(
              names.getFirst(),
              names.subList(1, names.size()),
              since(b.startedNanos),
              wait == null ? null : target(wait),
              Stacks.of(b.worker.thread())));
    }
    return running;
  }

  private static String target(Wait wait) {
    return switch (wait.target) {
      case DefaultTaskGroup group -> "a group of " + group.size() + " task(s)";
      case AnyOf<?> any -> "the first of " + any.active() + " task(s)";
      default -> '"' + TaskNames.of(wait.target) + '"';
    };
  }

  /** If all slots are taken and every worker is blocked: where. */
  private @Nullable Saturation saturation(List<Busy> busy, List<Running> running) {
    boolean full = !busy.isEmpty() && busy.size() >= stats.capacity();
    if (!full || !busy.stream().allMatch(b -> Stacks.isBlocked(b.worker.thread().getState()))) {
      return null;
    }
    List<Stack> stacks = running.stream().map(Running::thread).toList();
    boolean blocked = stacks.stream().allMatch(s -> Stacks.isBlocked(s.state()));
    return blocked ? new Saturation(busy.size(), stacks.size(), Stacks.places(stacks)) : null;
  }

  // ---- who waits
  // ---------------------------------------------------------------------------------

  private List<Queued> queued() {
    List<Queued> queued = new ArrayList<>();
    for (PoolCore core : cores) {
      core.queues.show(
          task -> {
            if (queued.size() < MAX_ENTRIES
                && !(task instanceof PoolFuture<?> f && f.isClaimed())) {
              queued.add(
                  new Queued(
                      TaskNames.of(task), since(Observed.of((Runnable) task).acceptedNanos())));
            }
            return queued.size() < MAX_ENTRIES;
          });
    }
    return queued;
  }

  private List<Submitter> submitters() {
    List<Submitter> submitters = new ArrayList<>();
    for (PoolCore core : cores) {
      core.waiters.show(
          w -> {
            if (submitters.size() < MAX_ENTRIES) {
              Duration since = Duration.ofNanos(Math.max(0, now - w.since()));
              submitters.add(new Submitter(TaskNames.of(w.task()), since, Stacks.of(w.thread())));
            }
            return submitters.size() < MAX_ENTRIES;
          });
    }
    submitters.sort(Comparator.comparing(Submitter::since).reversed());
    return submitters;
  }
}
