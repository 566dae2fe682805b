package io.gopool.core;

import io.gopool.WorkerExit;
import io.gopool.WorkerThreads;
import io.gopool.queue.IdleStack;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings tasks and workers together: who is woken or started for a task, who rests, who leaves.
 *
 * <p><b>Problem.</b> A worker for each task would cost a wake-up for each task. Too few workers
 * would leave tasks behind one that blocks.
 *
 * <p><b>Idea</b> (Go's spinning M's, {@code wakep} and {@code resetspinning} of proc.go): one
 * worker is the <i>searcher</i>. A submitter wakes or starts a worker only if there is none. A
 * searcher that finds a task stops being one and, if more is queued, brings up the next before it
 * runs the task. So a handful of workers drain tasks that do not block, and each task that does
 * block brings up exactly one more worker. Where tasks come one by one there may be a second
 * searcher: see {@link #callAnother}.
 *
 * <p><b>Invariant.</b> If a task is published and a worker could be woken or started, then there is
 * a searcher, or some thread has yet to pass one of the checks below. Each check is a full fence
 * and then a look at the other side's word:
 *
 * <pre>{@code
 * whoever publishes a task      take its place; fence; no searcher?     then bring one up
 * a searcher that finds one     searching := 0; fence; tasks?           then bring one up
 * a searcher that finds none,
 * a worker that goes idle       push onto idle; searching := 0; fence; tasks?  then bring one up
 * a worker that leaves          workers - 1; fence; tasks?              then stay
 * a searcher not to be had      searching := 0; fence; tasks, and now a worker?  then try again
 * }</pre>
 *
 * <p>"Tasks?" asks for places that were taken (see {@link io.gopool.queue.CreditQueue#hasTask}), so
 * a submitter is between its place and its look whenever its task is not yet to be seen, and its
 * CAS is the fence. A worker that sees such a place and no task looks again until it is published,
 * which is the submitter's next step.
 *
 * <p>Why the fences matter: T1 takes a place for task A and reads {@code searching = 1}, so it
 * wakes nobody. T2, the searcher, has looked at the queues before A came, and resets {@code
 * searching}. T2's second look comes after its store, which comes after T1's load, which comes
 * after A: T2 finds A. Were either load allowed before the store ahead of it, both could miss, and
 * A would wait for the next submission.
 *
 * <p><b>Two searchers.</b> Each has a word of its own, which it resets, and each looks after that.
 * So whoever finds either word set may leave it at that, a searcher that stops included: who resets
 * the word has yet to look.
 *
 * <p>Taking a task without having been the searcher needs no check: it only removes tasks. Leaving
 * because of a shrink needs none: as many workers as may run stay, and each looks for tasks before
 * it rests.
 */
final class Scheduling {

  /** What became of an attempt to start a worker. */
  private enum Start {
    STARTED,
    AT_CAPACITY,
    FAILED
  }

  /** So many workers may be on their way to a task at once; they count as at work. */
  private static final int SEARCHERS = 2;

  /** With fewer tasks at the end of a search than this they come one by one. */
  private static final int FEW = 16;

  /** After how long the last worker tries again to set the timer. */
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final PoolCore core;
  private final RunQueues queues;
  private final PaddedInt workers = new PaddedInt(0);
  private final PaddedInt searching = new PaddedInt(0);
  private final PaddedInt searchingToo = new PaddedInt(0);
  private final IdleStack<Worker> idle = new IdleStack<>();
  private final int idleBound;
  private final int fewWorkers; // of these hardly any are blocked, or stacks are not on the heap
  private volatile int capacity;
  private volatile @Nullable Throwable startFailure; // the latest
  private boolean fewPerSearch = true; // the latest search; a guess, as the next
  private final ShortWaits pauses = new ShortWaits();

  Scheduling(PoolCore core) {
    this.core = core;
    this.queues = core.queues;
    this.capacity = core.config.capacity();
    this.fewWorkers =
        core.config.threads().kind() == WorkerThreads.Kind.PLATFORM
            ? Integer.MAX_VALUE
            : core.config.processors() + SEARCHERS;
    this.idleBound = core.config.idleBound();
  }

  int capacity() {
    return capacity;
  }

  /** Called under the lock of the pool's life. */
  void capacity(int n) {
    capacity = n;
  }

  int workers() {
    return workers.get();
  }

  int idle() {
    return idle.size();
  }

  IdleStack<Worker> idleStack() {
    return idle;
  }

  boolean isSearching() {
    return searching.get() != 0 || searchingToo.get() != 0;
  }

  // ---- tasks
  // -------------------------------------------------------------------------------------

  /**
   * Called after an admitted task was published: sees to it that somebody comes for it. What it
   * throws leaves the task in the queue.
   *
   * @param mayGrant whether blocked submitters may be admitted if no worker can be had
   * @return null, unless the only worker could not be started; the task is in no queue then
   */
  @Nullable Withdrawn published(Object task, boolean mayGrant) {
    // (S1) its place is taken, the searcher not yet looked for
    boolean one = searching.get() != 0;
    boolean other = searchingToo.get() != 0;
    if (one || other) {
      if (one != other && fewPerSearch && pauses.areVain() && !idle.isEmpty()) { // one by one
        callAnother(one ? Worker.SEARCH_TOO : Worker.SEARCH);
      }
      return null;
    }
    boolean failed = bringUpSearcher(mayGrant) == Start.FAILED;
    return failed && workers.get() == 0 ? withdraw(task) : null;
  }

  /**
   * A task that goes back to its submitter.
   *
   * @param entry what was queued for it
   * @param failure what kept the worker from starting
   */
  record Withdrawn(Runnable entry, Throwable failure) {}

  /**
   * A searcher is on its way, which takes some ten microseconds, or much longer if the thread that
   * wakes it has lost its processor. Where tasks come one by one that is most of the time that a
   * task waits, and the task behind the first would wait for two such ways. So a second searcher is
   * called while fewer workers are awake than there are processors. Where many tasks come while a
   * searcher is on its way that only costs, and is not done.
   *
   * <p>Two submitters may call one for the same role at once: the word is reset when the first of
   * the two stops, and the other is one that nobody relies upon.
   */
  private void callAnother(byte role) {
    if (workers.get() - idle.size() < core.config.processors()) {
      Worker worker = idle.pop();
      if (worker != null) {
        // (S22) off the stack, its role not yet taken
        word(role).set(1);
        wakeAsSearcher(worker, role);
      }
    }
  }

  /**
   * After tasks were moved, or a worker became free to start: if there are tasks, there is a
   * searcher.
   */
  void ensureSearcher() {
    VarHandle.fullFence();
    if (!isSearching() && queues.hasTask()) {
      bringUpSearcher(/* mayGrant= */ true);
    }
    if (!core.lifecycle.isOpen()) {
      // (S18) perhaps there is a task again, releasers not yet told
      core.lifecycle.wakeReleasers(); // they run queued tasks, and may have looked in vain
    }
  }

  /**
   * Tries again to start a worker for tasks that nobody else will run. T1 starts the only worker;
   * T2 takes it for one that lives (or leaves it to T1, who has the role of the searcher) and
   * returns, its task queued; then T1's thread cannot be started. T1's submitter gets the error,
   * T2's is gone. Or there was no memory for a look that a worker owed.
   */
  void rescue() {
    try {
      ensureSearcher();
      core.gate.grantLeftOver();
    } catch (Throwable t) { // no memory
      boolean unused = core.sweeper.rescueLater();
    }
  }

  /**
   * No worker lives and none can be started: the task goes back to the submitter, unless a worker
   * took it after all.
   */
  private @Nullable Withdrawn withdraw(Object task) {
    Object entry = queues.remove(task);
    // (S20) others' tasks were out of the queues and are back, nobody called yet
    ensureSearcher();
    return entry == null ? null : new Withdrawn((Runnable) entry, startError());
  }

  private Throwable startError() {
    Throwable failure = startFailure;
    return failure instanceof Error || failure instanceof RuntimeException
        ? failure
        : new RejectedExecutionException(
            "pool '" + core.name() + "' cannot start a worker", failure);
  }

  // ---- the searcher
  // ------------------------------------------------------------------------------

  private Start bringUpSearcher(boolean mayGrant) {
    boolean mayStart = true;
    while (!idle.isEmpty() || (mayStart && workers.get() < capacity)) {
      // (S2) a worker could be had, the role not yet taken
      if (!searching.cas(0, 1)) {
        return Start.STARTED; // somebody else does it
      }
      Start start = handOn(mayStart);
      if (start == Start.STARTED) {
        return start;
      }
      mayStart &= start != Start.FAILED; // not again and again: a living worker will come by
      if (mayGrant) {
        // (S19) the role is given up, the waiters not yet looked at
        core.gate.grantLeftOver(); // a worker that saw the search may have left it to the searcher
      }
      // (S4) the role is given up, the queues not yet looked at again
      if (!queues.hasTask() || isSearching() || core.lifecycle.isEnding()) {
        break;
      }
    }
    return mayStart ? Start.AT_CAPACITY : Start.FAILED;
  }

  /** Hands the role of the searcher on to a worker; gives it up if none can be had. */
  private Start handOn(boolean mayStart) {
    Start start = Start.FAILED;
    try {
      // (S3) the role is taken, nobody called yet
      Worker worker = idle.pop();
      if (worker != null) {
        worker.wake(Worker.SEARCH);
        start = Start.STARTED;
      } else if (mayStart) {
        start = start(/* asSearcher= */ true);
      }
      return start;
    } finally {
      if (start != Start.STARTED) {
        endSearch(Worker.SEARCH);
      }
    }
  }

  /** If the worker cannot be woken (no memory for its scheduler's queue), others shall search. */
  private void wakeAsSearcher(Worker worker, byte role) {
    try {
      worker.wake(role);
    } catch (Throwable t) {
      endSearch(role);
      throw t;
    }
  }

  private PaddedInt word(int role) {
    return role == Worker.SEARCH ? searching : searchingToo;
  }

  /**
   * Gives up the role of the searcher; a full fence follows, and the caller looks at the queues.
   */
  void endSearch(int role) {
    // (S5) the searcher still has the role
    word(role).set(0);
    VarHandle.fullFence();
  }

  /** The searcher has found a task. */
  void searchEnded(int role) {
    boolean few = queues.size() < FEW;
    if (few != fewPerSearch) {
      fewPerSearch = few;
    }
    word(role).set(0);
    // (S6) the role is given up with a task in hand
    ensureSearcher();
  }

  // ---- workers come and go
  // -----------------------------------------------------------------------

  /** Starts workers that have no task yet. */
  void preStart(int n) {
    for (int i = 0; i < n; i++) {
      if (start(/* asSearcher= */ false) == Start.FAILED) {
        throw Sneaky.<RuntimeException>rethrow(startError());
      }
    }
    ensureSearcher(); // somebody may have counted on one that was not needed
  }

  private Start start(boolean asSearcher) {
    if (!workers.incrementIfBelow(capacity)) {
      return Start.AT_CAPACITY;
    }
    // (S7) counted as a worker, the phase not yet looked at
    if (core.lifecycle.isEnding()) { // its last task has run already
      workers.addAndGet(-1);
      core.lifecycle.tryTerminate();
      return Start.AT_CAPACITY; // callers look again, as the pool may be rebooted by now
    }
    // (S8) counted as a worker, not yet started
    if (startThread(asSearcher)) {
      return Start.STARTED;
    }
    // (S9) could not be started, still counted
    if (workers.addAndGet(-1) == 0) {
      VarHandle.fullFence();
      if (queues.hasTask()) { // somebody may have counted on this worker
        boolean unused = core.sweeper.rescueLater();
      }
    }
    core.lifecycle.tryTerminate();
    return Start.FAILED;
  }

  private boolean startThread(boolean asSearcher) {
    try {
      core.crew.start(core, asSearcher);
      return true;
    } catch (
        Throwable
            t) { // OutOfMemoryError: unable to create native thread; whatever a factory throws
      startFailure = t;
      core.log.startFailed(t);
      return false;
    }
  }

  /**
   * Starts a worker in the place of the given one, which then leaves. Why: a virtual thread that
   * was started before the worker's loop was compiled keeps interpreted frames at the root of its
   * stack, and parking such a stack is several times slower, for as long as the thread lives.
   */
  boolean succeed(Worker worker) {
    if (!core.lifecycle.isOpen()) {
      return false;
    }
    core.crew.departing(worker);
    if (startThread(/* asSearcher= */ false)) {
      core.countRetired(WorkerExit.AGE);
      return true;
    }
    core.crew.stays(worker);
    return false;
  }

  /** Whether a worker that has caught up does well to wait for a moment. */
  ShortWaits pauses() {
    return pauses;
  }

  /**
   * Whether so many workers on virtual threads are at work that what each keeps on its stack
   * matters: more than there are processors and searchers on their way, so tasks block. Stale by
   * any moment.
   */
  boolean stacksMatter() {
    int n = workers.get();
    return n > fewWorkers && n - idle.size() > fewWorkers; // the second line is a shared one
  }

  boolean hasSurplus() {
    return workers.get() > capacity;
  }

  /** After a shrink: lets the worker go if there are more than may run. */
  boolean leaveSurplus(Worker worker) {
    core.crew.departing(worker);
    // (S10) one too many, still counted
    if (workers.decrementIfAbove(capacity)) {
      worker.stopSearching();
      // It may have been called for a task, and nobody else may look after its last task's permit.
      rescue();
      return true;
    }
    core.crew.stays(worker);
    return false;
  }

  /** The worker's loop failed: gives up its place. */
  void crashed(Worker worker) {
    try {
      core.crew.departing(worker);
    } catch (OutOfMemoryError e) {
      // nobody waits for the thread's last steps
    }
    workers.addAndGet(-1);
    worker.stopSearching();
    try {
      // (S21) no longer counted, the queues not yet looked at
      ensureSearcher(); // it may have been about to take a task
      core.gate.grantLeftOver();
    } catch (Throwable t) { // no memory
      boolean unused = core.sweeper.rescueLater();
    }
    while (nobodyIsLeft() && !core.sweeper.rescueLater()) { // then it is up to this thread
      LockSupport.parkNanos(core, LOOK_AGAIN_NANOS);
      Thread.interrupted(); // or the next would not wait
    }
  }

  /** Whether there is something to do, and no worker. */
  private boolean nobodyIsLeft() {
    return workers.get() == 0 && (queues.hasTask() || core.gate.couldGrant());
  }

  /** Lets the worker go unless there is a task; false if it must stay. */
  boolean tryLeave(Worker worker) {
    core.crew.departing(worker);
    // (S11) about to leave, still counted
    workers.addAndGet(-1);
    worker.stopSearching();
    for (; ; ) {
      VarHandle.fullFence();
      // (S12) no longer counted, the queues not yet looked at
      boolean wanted = queues.hasTask() || core.gate.couldGrant();
      if (!wanted || core.lifecycle.isEnding() || !workers.incrementIfBelow(capacity)) {
        return true; // if the pool is ending it was the entry of a cancelled task
      }
      if (!core.lifecycle.isEnding()) {
        break;
      }
      workers.addAndGet(-1); // and looks again, as the pool may be rebooted by now
    }
    core.crew.stays(worker);
    if (core.waiters.any()) {
      core.gate.grant(worker.home());
    }
    return false;
  }

  /**
   * Puts the worker onto the idle stack; false if it is full. Afterwards the worker is not to do
   * anything until {@link Worker#wake}, which may come before this returns. So whatever fails from
   * then on is left to the timer.
   */
  boolean tryIdle(Worker worker) {
    // (S13) found nothing, not yet on the stack
    if (!idle.tryPush(worker, core.config.ticker().read(), idleBound)) {
      return false;
    }
    // (S14) on the stack, may be woken already, still the searcher
    worker.stopSearching();
    try {
      lookAround();
    } catch (Throwable t) { // no memory
      boolean unused = core.sweeper.rescueLater();
    }
    core.sweeper.idle();
    return true;
  }

  /** What a worker owes that is on the idle stack. */
  private void lookAround() {
    VarHandle.fullFence();
    // (S15) on the stack, the queues not yet looked at again
    if (queues.hasTask()) {
      bringUpSearcher(/* mayGrant= */ true);
    }
    // (S16) the waiters not yet looked at
    core.gate.grantLeftOver();
    // (S17) the phase and the surplus not yet looked at
    if (!core.lifecycle.isOpen()) {
      dismissIdle(Integer.MAX_VALUE);
    } else if (hasSurplus()) {
      dismissIdle(1);
    }
  }

  /** Sends idle workers away. */
  void dismissIdle(int n) {
    for (int i = 0; i < n; i++) {
      Worker worker = idle.pop();
      if (worker == null) {
        return;
      }
      worker.wake(Worker.LEAVE);
    }
  }

  /** Sends away who was idle since {@code cutoff}. */
  void expire(long cutoff) {
    idle.expire(cutoff, worker -> worker.wake(Worker.EXPIRE));
  }
}
