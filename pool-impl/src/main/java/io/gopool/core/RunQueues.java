package io.gopool.core;

import io.gopool.queue.Batch;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.GlobalQueue;
import io.gopool.queue.PaddedInt;
import io.gopool.queue.PaddedLong;
import io.gopool.queue.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All queues of a pool: each {@link Processor}'s, and a global one for tasks that come back to the
 * queues. Follows {@code findRunnable}, {@code runqput} and {@code runqsteal} of Go's proc.go.
 *
 * <p>A submitter uses the inbox of the processor that its thread hashes to, a worker takes from, in
 * this order: its own processor; the global queue; half of the queue of another processor,
 * beginning at a random one, which it moves to its own (of a few tasks, just the oldest). Go's
 * processor has one producer and 256 slots, and half of them go to the global queue when they are
 * full; here the inbox is unbounded, as the number of permits bounds what is in it, and no task is
 * handled twice.
 *
 * <p>In a pool that goes depth first a worker looks before all others at what its own tasks have
 * submitted, the newest first; see {@link Trail}.
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

  /**
   * The fewest tasks that are worth splitting. Those of a shorter queue are taken one by one, in
   * the order in which they came: otherwise a few of them could sit behind a worker that blocks,
   * while younger ones are run.
   */
  private static final int MIN_SPLIT = 32;

  /** As many entries of cancelled tasks stay before somebody looks whether they are too many. */
  private static final int DEAD_A_LOOK = 1024;

  private final Processor[] processors;
  private final GlobalQueue global = new GlobalQueue();
  private final PaddedInt dead = new PaddedInt(0);
  private final PaddedLong stolen = new PaddedLong(0);

  RunQueues(int count, Permits permits) {
    processors = new Processor[count];
    for (int i = 0; i < count; i++) {
      processors[i] = new Processor(permits.stripe(i));
    }
  }

  long stolen() {
    return stolen.get();
  }

  /**
   * Queues a task that has a permit already, and a full fence follows. The caller must then wake a
   * searcher. Nobody else knows the task, so if there is no memory (for one more of the queue's
   * arrays) this waits until there is.
   */
  void push(Object task) {
    for (; ; ) {
      try {
        global.offer(task);
        return;
      } catch (OutOfMemoryError e) { // after a collection of all, so it is not tried too often
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Takes a task for the worker; null if nothing was found. Tells the worker if it moved others.
   */
  @Nullable Object take(Worker worker, int tick) {
    if (tick % FAIR_TICK == 0) {
      Object task = takeFairly(tick / FAIR_TICK);
      if (task != null) {
        return task;
      }
    }
    Trail trail = worker.trail();
    if (trail != null) {
      Object task = trail.poll();
      if (task != null) {
        return task;
      }
    }
    Object task = processors[worker.home()].tryPoll();
    while (task == CreditQueue.CONTENDED) {
      worker.move(); // two workers at one queue slow each other down more than a theft costs
      task = processors[worker.home()].tryPoll();
    }
    if (task == null) {
      task = global.poll();
    }
    return task != null ? task : steal(worker);
  }

  private @Nullable Object takeFairly(int turn) {
    int n = processors.length;
    int at = Math.floorMod(turn, n + 1); // n stands for the global queue
    for (int i = 0; i <= n; i++) {
      Object task = at == n ? global.poll() : processors[at].poll();
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
      if (at != worker.home()) {
        Object task = stealFrom(at, worker);
        if (task != null) {
          return task;
        }
      }
      at = at + 1 == n ? 0 : at + 1;
    }
    return null;
  }

  private @Nullable Object stealFrom(int at, Worker worker) {
    Processor victim = processors[at];
    int queued = victim.size();
    if (queued == 0) {
      return null;
    }
    if (queued < MIN_SPLIT) {
      Object task = victim.poll();
      if (task != null) {
        stolen(worker, at, 1);
      }
      return task;
    }
    Processor home = processors[worker.home()];
    Batch batch = home.hold(); // before anything is claimed: it may fail
    boolean filled = false;
    try {
      filled = victim.pollHalf(batch);
    } finally {
      if (!filled) {
        home.adopt(batch);
      }
    }
    if (!filled) {
      return null;
    }
    int size = batch.left();
    Object task = batch.take();
    if (batch.left() > 0) {
      // (B1) half a queue is in hand, where nobody sees it
      worker.moved();
    }
    home.adopt(batch);
    stolen(worker, at, size);
    return task;
  }

  private void stolen(Worker worker, int from, int tasks) {
    stolen.addAndGet(tasks);
    Observers watching = worker.core().observers();
    if (watching != null) {
      watching.stolen(from, worker.home(), tasks);
    }
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

  /**
   * Shows the queued tasks without taking them, until {@code more} answers false. Those that are
   * being moved from one processor to another meanwhile may be missing.
   */
  void show(Predicate<Object> more) {
    boolean goOn = global.show(more);
    for (int i = 0; goOn && i < processors.length; i++) {
      goOn = processors[i].show(more);
    }
  }

  /** Returns the number of entries, those of cancelled tasks and of those taken back included. */
  int size() {
    long n = global.size();
    for (Processor p : processors) {
      n += p.size();
    }
    return (int) Math.min(Integer.MAX_VALUE, n);
  }

  /** Takes everything out, roughly the oldest first; less if there is no memory for all. */
  List<Object> drain() {
    ArrayList<Object> all = new ArrayList<>();
    try {
      for (int i = -1; i < processors.length; ) { // -1 stands for the global queue
        all.ensureCapacity(all.size() + 1); // before it is taken
        Object task = i < 0 ? global.poll() : processors[i].poll();
        if (task != null) {
          all.add(task);
        } else {
          i++;
        }
      }
    } catch (OutOfMemoryError e) {
      // what is in hand must not be lost; the rest is where it was
    }
    return all;
  }

  /** The last place of this very task, whatever it equals. */
  private static int indexOf(List<Object> tasks, Object task) {
    for (int i = tasks.size() - 1; i >= 0; i--) {
      Object entry = tasks.get(i);
      if (entry == task || (entry instanceof Observed observed && observed.inner() == task)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Takes a task out again that was just pushed. Everything else goes through the global queue. The
   * caller must then wake a searcher.
   *
   * @return what was queued for it; null if somebody else took it
   */
  @Nullable Object remove(Object task) {
    List<Object> rest = drain();
    try {
      int at = indexOf(rest, task);
      // (B2) all are in hand, where nobody sees them
      return at < 0 ? null : rest.remove(at);
    } finally {
      putBack(rest);
    }
  }

  /** Puts tasks back that were drained. The caller must then wake a searcher. */
  void putBack(List<Object> tasks) {
    for (int i = 0; i < tasks.size(); i++) { // no iterator: see push()
      push(tasks.get(i));
    }
  }

  /**
   * Notes that a queued task was cancelled. Its entry stays until a worker drops it; when half of
   * all are such, because no worker comes, they are dropped here.
   *
   * @return true if tasks were moved: the caller must then wake a searcher
   */
  boolean cancelled(Predicate<Object> isDead) {
    int entries = dead.addAndGet(1);
    if (entries % DEAD_A_LOOK != 0 || entries < size() / 2) { // to move the living takes time, too
      return false;
    }
    dead.set(0); // a count that is a little off only moves the next sweep
    Object task = global.poll();
    for (int n = global.size(); task != null; n--) {
      keepLiving(task, isDead);
      task = n > 0 ? global.poll() : null;
    }
    for (Processor p : processors) {
      task = p.inbox.poll();
      for (int n = p.inbox.size(); task != null; n--) {
        keepLiving(task, isDead);
        task = n > 0 ? p.inbox.poll() : null;
      }
    }
    return true;
  }

  private void keepLiving(Object task, Predicate<Object> isDead) {
    if (!isDead.test(task)) {
      push(task);
    }
  }
}
