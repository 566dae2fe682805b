package io.gopool.core;

import io.gopool.queue.GlobalQueue;
import io.gopool.queue.PaddedInt;
import io.gopool.queue.PaddedLong;
import io.gopool.queue.RunQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All queues of a pool: each {@link Processor}'s, and the global one for what does not fit. Follows
 * {@code findRunnable}, {@code runqput} and {@code runqsteal} of Go's proc.go.
 *
 * <p>A submitter uses the processor that its thread hashes to, a worker takes from, in this order:
 * its own processor; the global queue; half of the queue of another processor, beginning at a
 * random one, which it moves to its own. Go moves half of a full queue to the global one; here what
 * comes last goes there, because it was dearer to handle each task twice than to keep the order.
 *
 * <p><b>Nothing starves.</b> Every {@value #FAIR_TICK}th take begins instead with the global queue
 * or with the queues of all processors in turn, so that a worker that always finds work of its own
 * still sees the others'.
 *
 * <p><b>Limbo.</b> While half a queue is moved its tasks are in none, and a worker that looks in
 * vain may go idle meanwhile. So the taker is told that it moved tasks, and wakes a searcher as a
 * submitter does.
 */
final class RunQueues {

  /** A prime, as in Go, so that it does not fall in step with what tasks do. */
  static final int FAIR_TICK = 61;

  private final Processor[] processors;
  private final GlobalQueue global = new GlobalQueue();
  private final PaddedInt dead = new PaddedInt(0);
  private final PaddedLong stolen = new PaddedLong(0);

  RunQueues(int count) {
    processors = new Processor[count];
    for (int i = 0; i < count; i++) {
      processors[i] = new Processor();
    }
  }

  /** The index of the processor a thread belongs to: a worker's own, or the one it submits to. */
  int home(Thread thread) {
    long hash = thread.threadId() * 0x9E37_79B9_7F4A_7C15L;
    return (int) (((hash >>> 32) * processors.length) >>> 32);
  }

  int processors() {
    return processors.length;
  }

  long stolen() {
    return stolen.get();
  }

  /** Publishes a task, and a full fence follows. The caller must then wake a searcher. */
  void push(int home, Object task) {
    if (!processors[home].offer(task)) {
      global.offer(task);
    }
  }

  /**
   * Takes a task for the worker; null if nothing was found. Tells the worker how many others it
   * moved.
   */
  @Nullable Object take(Worker worker, int tick) {
    if (tick % FAIR_TICK == 0) {
      Object task = takeFairly(tick / FAIR_TICK);
      if (task != null) {
        return task;
      }
    }
    RunQueue own = processors[worker.home()].queueOrNull();
    Object task = poll(own);
    if (task == null) {
      task = global.poll();
    }
    return task != null ? task : steal(worker);
  }

  private @Nullable Object takeFairly(int turn) {
    int n = processors.length;
    int at = Math.floorMod(turn, n + 1); // n stands for the global queue
    for (int i = 0; i <= n; i++) {
      Object task = at == n ? global.poll() : poll(processors[at].queueOrNull());
      if (task != null) {
        return task;
      }
      at = at == n ? 0 : at + 1;
    }
    return null;
  }

  private @Nullable Object steal(Worker worker) {
    int n = processors.length;
    if (n == 1) {
      return null;
    }
    int at = ThreadLocalRandom.current().nextInt(n);
    for (int i = 0; i < n; i++) {
      RunQueue victim = at == worker.home() ? null : processors[at].queueOrNull();
      if (victim != null && victim.hasTask()) {
        Object task = stealHalf(worker, victim);
        if (task != null) {
          return task;
        }
      }
      at = at + 1 == n ? 0 : at + 1;
    }
    return null;
  }

  private @Nullable Object stealHalf(Worker worker, RunQueue victim) {
    int half = (victim.size() + 1) / 2;
    int before = worker.moved();
    Object task = victim.pollInto(processors[worker.home()].queue(), half, global, worker);
    if (task != null) {
      stolen.addAndGet(1 + worker.moved() - before);
    }
    return task;
  }

  /** Whether a worker would find a task. */
  boolean hasTask() {
    if (global.hasTask()) {
      return true;
    }
    for (Processor p : processors) {
      if (p.hasTask()) {
        return true;
      }
    }
    return false;
  }

  /** Takes everything out. */
  List<Object> drain() {
    List<Object> all = new ArrayList<>();
    for (Processor p : processors) {
      for (Object t = poll(p.queueOrNull()); t != null; t = poll(p.queueOrNull())) {
        all.add(t);
      }
    }
    for (Object t = global.poll(); t != null; t = global.poll()) {
      all.add(t);
    }
    return all;
  }

  private static @Nullable Object poll(@Nullable RunQueue queue) {
    return queue == null ? null : queue.poll();
  }

  /** The last place of this very task, whatever it equals. */
  private static int indexOf(List<Object> tasks, Object task) {
    for (int i = tasks.size() - 1; i >= 0; i--) {
      if (tasks.get(i) == task) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Takes a task out again that was just pushed; false if somebody else took it. Everything else
   * goes through the global queue. The caller must then wake a searcher.
   */
  boolean remove(Object task) {
    List<Object> rest = drain();
    int at = indexOf(rest, task);
    if (at >= 0) {
      rest.remove(at);
    }
    putBack(rest);
    return at >= 0;
  }

  /** Puts tasks back that were drained. The caller must then wake a searcher. */
  void putBack(List<Object> tasks) {
    tasks.forEach(global::offer);
  }

  /**
   * Notes that a queued task was cancelled. Its entry stays until a worker drops it; when too many
   * stay, because no worker comes, those in the global queue (the only one that grows) are dropped
   * here.
   *
   * @return true if tasks were moved: the caller must then wake a searcher
   */
  boolean cancelled(Predicate<Object> isDead) {
    if (dead.addAndGet(1) < 4 * Processor.QUEUE_SIZE) {
      return false;
    }
    dead.set(0); // a count that is a little off only moves the next sweep
    for (int n = global.size(); n > 0; n--) {
      Object task = global.poll();
      if (task == null) {
        break;
      }
      if (!isDead.test(task)) {
        global.offer(task);
      }
    }
    return true;
  }
}
