package io.gopool.core;

import io.gopool.State;
import io.gopool.queue.PaddedInt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The states of a pool, and the ways between them. Changes happen under a lock, which no task path
 * takes; the state is read without.
 *
 * <pre>{@code
 * RUNNING --shutdown--> SHUTDOWN --shutdownNow--> STOPPING
 *    ^  |                   |                        |
 *    |  +---shutdownNow-----|------------------------^
 *    |                      +--------+---------------+
 *    |                               | no permit in use, no worker
 *    +------------reboot------- TERMINATED
 *
 * outside:  OPEN = RUNNING, DRAINING = SHUTDOWN or STOPPING, CLOSED = TERMINATED
 * }</pre>
 *
 * <p>A worker that calls {@link #release} or {@code close} cannot wait for its own task, nor for
 * that of another worker which does so as well: it waits until only such tasks are left. Nor could
 * the queued ones run if all workers wait like that, so it runs them itself. Once it has found none
 * it sleeps until {@link #wakeReleasers}, which whoever may have queued one again calls afterwards.
 */
final class Lifecycle {

  private static final int RUNNING = 0;
  private static final int SHUTDOWN = 1;
  private static final int STOPPING = 2;
  private static final int TERMINATING = 3; // only under the lock, see tryTerminate
  private static final int TERMINATED = 4;

  private final PoolCore core;
  private final PaddedInt phase = new PaddedInt(RUNNING);
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger heldByReleasers = new AtomicInteger();
  private final Queue<Thread> releasers = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch terminated = new CountDownLatch(1);
  private volatile CountDownLatch ending = terminated; // what was shut down last
  private volatile boolean interruptedAll; // since the phase became STOPPING

  Lifecycle(PoolCore core) {
    this.core = core;
  }

  boolean isOpen() {
    return phase.get() == RUNNING;
  }

  boolean isStopping() {
    return phase.get() == STOPPING;
  }

  /** Whether {@code shutdownNow} has come to all workers: those that go on were interrupted. */
  boolean hasInterruptedAll() {
    return isStopping() && interruptedAll; // in this order: see advance
  }

  /** Whether no worker may come any more; asked by who has just counted itself as one. */
  boolean isEnding() {
    return phase.get() >= TERMINATING;
  }

  /** Whether nothing is left, but for the last thread, which may be on its way out. */
  boolean isTerminated() {
    return phase.get() == TERMINATED;
  }

  State state() {
    return switch (phase.get()) {
      case RUNNING -> State.OPEN;
      case TERMINATED -> core.crew.isGone() ? State.CLOSED : State.DRAINING;
      default -> State.DRAINING;
    };
  }

  private void stateChanged(State from, State to) {
    Observers watching = core.observers();
    if (watching != null) {
      watching.stateChanged(from, to);
    }
  }

  // ---- resize
  // ------------------------------------------------------------------------------------

  void resize(int capacity) {
    int from;
    lock.lock();
    try {
      from = core.scheduling.capacity();
      core.scheduling.capacity(capacity);
      int more = core.limitFor(capacity) - core.limitFor(from);
      if (more > 0) {
        core.permits.grow(more);
      } else if (more < 0) {
        core.permits.shrink(-more);
      }
    } finally {
      lock.unlock();
    }
    if (capacity > from) {
      core.gate.grant(core.permits.home(Thread.currentThread()));
      core.scheduling.ensureSearcher(); // queued tasks may have waited for a worker
    } else if (capacity < from) {
      core.scheduling.dismissIdle(core.scheduling.workers() - capacity);
      // Permits that stay were barred for a moment, in which a submitter may have missed them.
      core.gate.grant(core.permits.home(Thread.currentThread()));
    }
    if (capacity != from) {
      resized(from, capacity);
    }
  }

  private void resized(int from, int to) {
    Observers watching = core.observers();
    if (watching != null) {
      watching.resized(from, to);
    }
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  /** Runs what was admitted, admits nothing more. */
  void shutdown() {
    boolean advances = advance(SHUTDOWN);
    // (L1) shut down, those who wait not yet sent away
    core.gate.close(); // before an observer is told, which may take its time
    if (advances) {
      stateChanged(State.OPEN, State.DRAINING);
    }
    core.scheduling.dismissIdle(Integer.MAX_VALUE);
    tryTerminate();
  }

  /**
   * Also interrupts what runs; returns what never ran. A task that has a slot counts as running
   * even if its worker has not come to it yet: it will start, interrupted. So what is returned is
   * what was queued for a slot.
   */
  List<Runnable> shutdownNow() {
    boolean wasOpen = isOpen();
    boolean advances = advance(STOPPING);
    core.gate.close();
    if (advances && wasOpen) {
      stateChanged(State.OPEN, State.DRAINING);
    }
    List<Runnable> neverRan = new ArrayList<>();
    // (L2) stopping, the queues still full
    List<Object> tasks = core.queues.drain();
    int excess = core.queued();
    for (int i = tasks.size() - 1; i >= 0 && neverRan.size() < excess; i--) {
      Runnable task = (Runnable) tasks.remove(i);
      if (core.handBack(task)) {
        neverRan.add(Wrapped.original(task));
      }
    }
    // (L3) tasks that keep their slot are in no queue
    core.queues.putBack(tasks);
    core.scheduling.ensureSearcher(); // or releasers, for the tasks that were put back
    core.crew.interruptAll(core);
    interruptedAll = true;
    core.scheduling.dismissIdle(Integer.MAX_VALUE);
    tryTerminate();
    Collections.reverse(neverRan);
    return neverRan;
  }

  /** For what {@code shutdownNow} returned when nobody else will get it. */
  static void cancelFutures(List<Runnable> neverRan) {
    for (Runnable task : neverRan) {
      if (task instanceof Future<?> future) {
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
    }
  }

  /** Moves on to a later phase, if the pool is not there yet. */
  private boolean advance(int to) {
    lock.lock();
    try {
      ending = terminated;
      boolean advances = phase.get() < to;
      if (advances) {
        interruptedAll = false;
        core.handle.leaves();
        phase.set(to);
      }
      return advances;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the pool if it is shut down and nothing is left. Called after each step that may have
   * removed the last obstacle: a permit given back, a worker gone.
   *
   * <p>A submitter whose task has run already, or a worker that is leaving and sees the entry of a
   * cancelled task, may be about to bring up a worker, or to stay, although there is nothing to do.
   * T1 counts a worker, then reads the phase; T2 sets the phase, then reads the count. So either T1
   * sees that the pool is ending, or T2 sees the worker and waits for the next call.
   */
  void tryTerminate() {
    CountDownLatch end = null;
    boolean nothingLeft = canTerminate();
    while (nothingLeft) {
      end = tryEnd();
      // (L13) ended or not, not yet looked whether that is to be tried again
      nothingLeft = end == null && canTerminate();
    }
    if (end == null) {
      return;
    }
    try {
      // (L5) ended, nobody told yet
      stateChanged(State.DRAINING, State.CLOSED);
    } finally {
      core.handle.ended();
      end.countDown();
    }
  }

  /**
   * Ends the pool; null if that was not to be. The caller must then look again: T1 is ending; T2,
   * who has just counted a worker that it wants to start, sees that, uncounts it, and finds in
   * {@link #tryTerminate} that somebody else is ending; T1 has seen T2's worker, and takes the end
   * back. Now nothing is left, and T2 is gone.
   */
  private @Nullable CountDownLatch tryEnd() {
    lock.lock();
    try {
      if (!canTerminate()) {
        return null;
      }
      // (L9) nothing was left when looked at, not yet ending
      int before = phase.get();
      phase.set(TERMINATING);
      // (L4) ending, the workers not yet counted again
      if (core.scheduling.workers() != 0) {
        // (L12) saw a worker, the end not yet taken back
        phase.set(before);
        return null;
      }
      phase.set(TERMINATED);
      core.sweeper.cancel();
      return terminated;
    } finally {
      lock.unlock();
    }
  }

  private boolean canTerminate() {
    int p = phase.get();
    return (p == SHUTDOWN || p == STOPPING)
        && core.scheduling.workers() == 0
        && core.permits.noneInFlight();
  }

  boolean awaitTermination(long nanos) throws InterruptedException {
    return await(terminated, nanos);
  }

  private boolean await(CountDownLatch end, long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + Math.max(0, Math.min(nanos, Long.MAX_VALUE / 2));
    if (phase.get() != TERMINATED && !end.await(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    return core.crew.join(deadline);
  }

  /** Called by a worker whose task ended, or who has left, when the pool is not open. */
  void taskEndedWhileClosing() {
    // (L10) a task or a worker has gone, those who wait for that not yet told
    wakeReleasers();
    tryTerminate();
  }

  /** Called when a task may have been queued, or one has ended. */
  void wakeReleasers() {
    for (Thread t : releasers) {
      LockSupport.unpark(t);
    }
  }

  // ---- release and reboot
  // ------------------------------------------------------------------------

  boolean release(long nanos) throws InterruptedException {
    shutdown();
    if (awaitDrained(nanos)) {
      return true;
    }
    stop();
    return false;
  }

  /**
   * Called by who has shut the pool down, and waits no longer. Not if that came to its end and the
   * pool was rebooted: what runs there now is none of the caller's business.
   */
  void stop() {
    if (ending == terminated) {
      cancelFutures(shutdownNow());
    }
  }

  /**
   * Called by who has shut the pool down: waits until everything has ended, but for the caller if
   * it is a worker; that also ends when another worker has rebooted the pool. T1 shuts down an idle
   * pool, which ends with that; T2 reboots it. T1 waits for the end that it brought about, not for
   * the next.
   */
  boolean awaitDrained(long nanos) throws InterruptedException {
    return isCalledByWorker() ? awaitDrained(List.of(core), nanos) : await(ending, nanos);
  }

  /**
   * Called by a worker that is in a task of one of these pools: waits until everything has ended in
   * them, but for the tasks of workers that wait like that. If its own pool is among them it runs
   * what is queued there meanwhile.
   *
   * <p>The pools are siblings, and a worker may be in tasks of several: W of pool A waits for a
   * task of pool B that nobody has started, and so runs it; that closes B, or both. It holds a
   * permit of each.
   */
  static boolean awaitDrained(List<PoolCore> pools, long nanos) throws InterruptedException {
    Worker self = Objects.requireNonNull(pools.getFirst().crew.current());
    boolean runsQueued = pools.contains(self.core());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!self.enterRelease()) {
      return true; // what is left is run by those below it on the stack
    }
    Thread current = Thread.currentThread();
    long deadline = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    pools.forEach(pool -> pool.lifecycle.releasers.add(current));
    pools.forEach(pool -> pool.lifecycle.countHeld(self, 1));
    try {
      // (L6) one releaser more, others not yet told
      pools.forEach(pool -> pool.lifecycle.taskEndedWhileClosing()); // others may be done
      while (pools.stream().anyMatch(pool -> pool.lifecycle.othersRun())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        PoolCore own = self.core();
        Object task = runsQueued ? self.takeQueued() : null;
        if (task != null) {
          runQueued(self, pools, task);
        } else if (runsQueued && own.queues.hasTask()) {
          // A submitter has taken a place and is about to publish its task.
          LockSupport.parkNanos(own, Math.min(left, Worker.MOMENT_NANOS));
        } else {
          // (L8) nothing found, about to sleep
          LockSupport.parkNanos(own, left);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while releasing " + pools);
        }
      }
      return true;
    } finally {
      pools.forEach(pool -> pool.lifecycle.releasers.remove(current));
      pools.forEach(pool -> pool.lifecycle.countHeld(self, -1));
      self.leaveRelease();
    }
  }

  /** What a worker that waits holds of this pool is not waited for. */
  private void countHeld(Worker self, int sign) {
    // (L11) a worker waits, what it holds not yet counted
    heldByReleasers.addAndGet(sign * self.held(core));
  }

  /**
   * Runs a task that was taken from the queue. It may be a releaser too, and then counts what this
   * thread holds, so meanwhile this one does not. Only with a task in hand: T1 and T2 are the only
   * ones left; each stops counting for a look at the queue, in turn, and finds the other not
   * counted; then both sleep.
   */
  private static void runQueued(Worker self, List<PoolCore> pools, Object task) {
    pools.forEach(pool -> pool.lifecycle.countHeld(self, -1));
    try {
      // (L7) has taken a task, its own ones count as running again
      self.runQueued(Thread.currentThread(), task);
    } finally {
      pools.forEach(pool -> pool.lifecycle.countHeld(self, 1));
      pools.forEach(pool -> pool.lifecycle.taskEndedWhileClosing()); // others may be done
    }
  }

  /** Whether there are tasks other than those that wait in {@link #awaitDrained}. */
  private boolean othersRun() {
    return !isOpen() && core.permits.inFlight() > heldByReleasers.get();
  }

  void reboot() {
    reboot(isCalledByWorker());
  }

  /** The same, by a worker whose task keeps the pool, or a sibling, from closing. */
  void reboot(boolean byWorker) {
    int from;
    lock.lock();
    try {
      from = phase.get();
      if (from == RUNNING) {
        return;
      }
      checkReboot(byWorker);
      if (from == TERMINATED) {
        terminated = new CountDownLatch(1);
      }
      core.handle.stays();
      phase.set(RUNNING);
    } finally {
      lock.unlock();
    }
    wakeReleasers();
    stateChanged(from == TERMINATED ? State.CLOSED : State.DRAINING, State.OPEN);
    if (from == TERMINATED) {
      core.handle.reopened();
    }
    core.preStart();
  }

  /** Refuses to reboot a pool that is draining; not if a worker asks. */
  void checkReboot(boolean byWorker) {
    lock.lock();
    try {
      int p = phase.get();
      if (p != RUNNING && p != TERMINATED && !byWorker) {
        throw new IllegalStateException(
            "pool '"
                + core.name()
                + "' is still DRAINING: "
                + core.countsText()
                + "; await its end with release(Duration) or awaitTermination");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the current thread is a worker of this very pool, or a sibling's in a task of it. */
  boolean isCalledByWorker() {
    Worker self = core.crew.current();
    return self != null && (self.core() == core || self.held(core) > 0);
  }
}
