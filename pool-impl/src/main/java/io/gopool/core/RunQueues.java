package io.gopool.core;

import io.gopool.queue.GlobalQueue;
import io.gopool.queue.PaddedInt;
import io.gopool.queue.PaddedLong;
import io.gopool.queue.RunQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All queues of a pool: each {@link Processor}'s two, and the global one for what does not fit.
 * Follows {@code findRunnable}, {@code runqput}, {@code runqputslow} and {@code runqsteal} of Go's
 * proc.go.
 *
 * <p>A worker takes from, in this order: its local queue; the global queue; its inbox; the local
 * queues and inboxes of the others, beginning at a random one. Whatever it takes a batch from ends
 * up in its local queue. The global queue holds what overflowed from an inbox, which is older than
 * what is in the inbox now, hence it comes first.
 *
 * <p><b>Nothing starves.</b> A local queue is only refilled after the global queue was looked at.
 * Every {@value #FAIR_TICK}th take begins instead with the global queue and the inboxes of all
 * processors in turn, so that a worker that always finds work of its own still sees the others'.
 *
 * <p><b>Limbo.</b> Between two queues a batch is in none of them, and a worker that looks in vain
 * may go idle meanwhile. So {@link #take} says when it moved tasks, and the taker then wakes a
 * searcher as a submitter does.
 */
final class RunQueues {

  /** A prime, as in Go, so that it does not fall in step with what tasks do. */
  static final int FAIR_TICK = 61;

  private static final int BATCH = 64;

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

  /** Publishes a task. The caller must then wake a searcher; see {@link Scheduling}. */
  void push(int home, Object task) {
    RunQueue inbox = processors[home].inbox();
    while (!inbox.offer(task)) {
      overflow(inbox);
    }
  }

  /** Moves the older half of a full inbox to the global queue. */
  private void overflow(RunQueue inbox) {
    Object[] batch = new Object[Processor.QUEUE_SIZE / 2];
    int n = inbox.pollBatch(batch, batch.length);
    if (n > 0) {
      global.offer(Arrays.copyOf(batch, n));
    }
  }

  /**
   * Takes a task for the worker; null if nothing was found. Tells the worker how many others it
   * moved.
   */
  @Nullable Object take(Worker worker, int tick) {
    Processor own = processors[worker.home()];
    if (tick % FAIR_TICK == 0) {
      Object task = takeFairly(worker, own, tick / FAIR_TICK);
      if (task != null) {
        return task;
      }
    }
    RunQueue local = own.localOrNull();
    Object task = local == null ? null : local.poll();
    if (task == null) {
      task = takeGlobal(worker, own);
    }
    if (task == null) {
      task = refill(worker, own, own.inboxOrNull(), BATCH);
    }
    return task != null ? task : steal(worker, own);
  }

  private @Nullable Object takeFairly(Worker worker, Processor own, int turn) {
    Object task = takeGlobal(worker, own);
    int at = Math.floorMod(turn, processors.length);
    for (int i = 0; task == null && i < processors.length; i++) {
      RunQueue inbox = processors[at].inboxOrNull();
      task = inbox == null ? null : inbox.poll();
      at = at + 1 == processors.length ? 0 : at + 1;
    }
    return task;
  }

  private @Nullable Object takeGlobal(Worker worker, Processor own) {
    Object[] batch = global.poll();
    if (batch == null) {
      return null;
    }
    RunQueue local = own.local();
    for (int i = 1; i < batch.length; i++) {
      if (!local.offer(batch[i])) {
        global.offer(Arrays.copyOfRange(batch, i, batch.length));
        break;
      }
    }
    worker.accept(batch.length - 1);
    return batch[0];
  }

  private @Nullable Object refill(Worker worker, Processor own, @Nullable RunQueue from, int max) {
    if (from == null || !from.hasTask()) {
      return null;
    }
    return from.pollInto(own.local(), max, global, worker);
  }

  private @Nullable Object steal(Worker worker, Processor own) {
    int n = processors.length;
    int at = n == 1 ? 0 : ThreadLocalRandom.current().nextInt(n);
    for (int i = 0; i < n; i++) {
      Processor victim = processors[at];
      if (victim != own) {
        Object task = stealHalf(worker, own, victim.localOrNull());
        if (task == null) {
          task = stealHalf(worker, own, victim.inboxOrNull());
        }
        if (task != null) {
          return task;
        }
      }
      at = at + 1 == n ? 0 : at + 1;
    }
    return null;
  }

  private @Nullable Object stealHalf(Worker worker, Processor own, @Nullable RunQueue victim) {
    if (victim == null) {
      return null;
    }
    int half = (victim.size() + 1) / 2;
    int before = worker.moved();
    Object task = half == 0 ? null : refill(worker, own, victim, half);
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
    for (Object[] batch = global.poll(); batch != null; batch = global.poll()) {
      all.addAll(Arrays.asList(batch));
    }
    for (Processor p : processors) {
      drain(p.localOrNull(), all);
      drain(p.inboxOrNull(), all);
    }
    return all;
  }

  private static void drain(@Nullable RunQueue queue, List<Object> into) {
    for (Object t = poll(queue); t != null; t = poll(queue)) {
      into.add(t);
    }
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
    if (!rest.isEmpty()) {
      global.offer(rest.toArray());
    }
    return at >= 0;
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
    for (int n = global.batches(); n > 0; n--) {
      Object[] batch = global.poll();
      if (batch == null) {
        break;
      }
      Object[] alive = Arrays.stream(batch).filter(isDead.negate()).toArray();
      if (alive.length > 0) {
        global.offer(alive);
      }
    }
    return true;
  }
}
