package io.gopool.core;

import io.gopool.queue.Trail;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has only if its tasks submit to a full pool, wait for others, go depth first, or
 * are observed. Apart from the {@link Worker}, as each blocked task keeps one of those.
 *
 * <p>Used by the worker alone.
 */
final class WorkerExtras {

  /** A task that was submitted inline, but too deep. */
  record Deferred(PoolCore target, Runnable task) {}

  int inlineDepth;
  int releaseDepth;
  int held; // permits of tasks inside of the first one, of the worker's pool
  private long clock;
  private @Nullable Observers readFor;
  final @Nullable Trail trail; // of a pool that goes depth first
  private @Nullable IdentityHashMap<PoolCore, Integer> heldOfSiblings; // likewise
  private @Nullable ArrayDeque<Deferred> deferred;

  WorkerExtras(boolean depthFirst) {
    trail = depthFirst ? new Trail() : null;
  }

  /**
   * A reading from the end of the task before, if the worker went straight on from a task that the
   * same observers were told of; else 0. Each change of them makes others, so that no reading
   * outlasts the tasks between, which nobody was told of.
   */
  long clock(@Nullable Observers watching) {
    return watching == readFor ? clock : 0;
  }

  void clock(@Nullable Observers watching, long end) {
    clock = end;
    readFor = watching;
  }

  int heldOf(PoolCore sibling) {
    return heldOfSiblings == null ? 0 : heldOfSiblings.getOrDefault(sibling, 0);
  }

  void holdOf(PoolCore sibling, int more) {
    if (heldOfSiblings == null) {
      heldOfSiblings = new IdentityHashMap<>();
    }
    heldOfSiblings.merge(sibling, more, Integer::sum);
  }

  void defer(Deferred task) {
    if (deferred == null) {
      deferred = new ArrayDeque<>();
    }
    deferred.add(task);
  }

  /** The deferred task that comes next; it stays. */
  @Nullable Deferred peekDeferred() {
    return deferred == null ? null : deferred.peek();
  }

  /** The same, taken out. */
  @Nullable Deferred pollDeferred() {
    return deferred == null ? null : deferred.poll();
  }
}
