package io.gopool.core;

import io.gopool.WorkerExit;
import io.gopool.queue.Trail;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs the pool's tasks, one after the other.
 *
 * <p>The path from the thread's root to the task is kept shallow, because a virtual thread's frames
 * are copied at each park, and those that were entered before the code was compiled stay
 * interpreted for as long as they live. That is also why a worker retires after a number of tasks;
 * see {@link Scheduling#succeed}.
 */
final class Worker extends WorkerActivity implements Runnable {

  /** How deep submissions may run inline in each other before they are deferred. */
  static final int MAX_INLINE_DEPTH = 128;

  /** How many tasks that close the pool may run inside of each other. */
  static final int MAX_RELEASE_DEPTH = 32;

  /** With one processor there is nobody to wait for. */
  private static final int PAUSES = Runtime.getRuntime().availableProcessors() == 1 ? 0 : 50;

  private static final int MANY_RESTS = 16;

  /** How long to let others run. */
  static final long MOMENT_NANOS = 10_000;

  static final int NONE = 0;
  static final int SEARCH = 1;
  static final int EXPIRE = 2;
  static final int LEAVE = 3;
  static final int SEARCH_TOO = 4; // beside another searcher

  private final PoolCore core;
  private int role; // SEARCH, SEARCH_TOO, or NONE
  private int home;
  private int tick;
  private boolean moved;
  private int life;
  private boolean ranTasks; // since it last rested
  private int rests; // since it last ran a task
  private long clock; // a reading from the end of the task before, if it went straight on; else 0
  private int held; // permits of the tasks this thread is in
  private @Nullable IdentityHashMap<PoolCore, Integer> heldOfSiblings; // likewise
  private int inlineDepth;
  private int releaseDepth;
  private @Nullable ArrayDeque<Deferred> deferred; // submitted inline, but too deep
  private final @Nullable Trail trail; // of a pool that goes depth first
  private @Nullable String name;
  private Thread thread = Thread.currentThread(); // until bound
  private boolean bound;

  private volatile int signal;

  Worker(PoolCore core, boolean searching, int life) {
    this.core = core;
    role = searching ? SEARCH : NONE;
    this.life = life;
    trail = core.config.depthFirst() ? new Trail() : null;
  }

  PoolCore core() {
    return core;
  }

  /** Called before the thread starts. */
  void bind(Thread thread) {
    bound = true;
    this.thread = thread;
    home = core.permits.home(thread);
  }

  int home() {
    return home;
  }

  /** Where its tasks put others; null if the pool does not go depth first. */
  @Nullable Trail trail() {
    return trail;
  }

  /** Another worker is at its processor: it goes to the next. */
  void move() {
    home = core.permits.next(home);
  }

  /** Told by the queues that they moved other tasks when this worker took its own. */
  void moved() {
    moved = true;
  }

  /** Permits of the given pool, its own or a sibling, that belong to tasks this thread is in. */
  int held(PoolCore of) {
    if (of == core) {
      return held;
    }
    return heldOfSiblings == null ? 0 : heldOfSiblings.getOrDefault(of, 0);
  }

  private void holds(PoolCore of, int more) {
    if (of == core) {
      held += more;
      return;
    }
    if (heldOfSiblings == null) {
      heldOfSiblings = new IdentityHashMap<>();
    }
    heldOfSiblings.merge(of, more, Integer::sum);
  }

  /**
   * Called by this worker's task that waits for the end of all. What it runs meanwhile may do the
   * same, and so on: beyond some depth that would overflow the stack.
   *
   * @return false if it is too deep; the task must not wait then
   */
  boolean enterRelease() {
    if (releaseDepth == MAX_RELEASE_DEPTH) {
      return false;
    }
    releaseDepth++;
    return true;
  }

  void leaveRelease() {
    releaseDepth--;
  }

  Thread thread() {
    return thread;
  }

  /** Called by whoever took this worker off the idle stack, once. */
  void wake(int what) {
    signal = what;
    try {
      // (W8) signalled, not yet unparked
      LockSupport.unpark(thread);
    } catch (Throwable t) { // no memory for its scheduler's queue
      // (W9) signalled, asleep, and on no stack
      core.sweeper.unparkLater(thread);
      throw t;
    }
  }

  @Override
  public void run() {
    Thread current = Thread.currentThread();
    if (!bound) {
      return; // in a thread that its factory had started: see Crew
    }
    name = current.getName();
    core.workerStarted(current);
    WorkerExit exit;
    try {
      exit = loop(current);
    } catch (Throwable t) { // nothing a task throws comes here
      core.log.workerCrashed(t);
      exit = WorkerExit.ERROR;
    }
    try {
      if (exit == WorkerExit.ERROR) {
        try {
          runAllDeferred(current);
        } finally {
          core.scheduling.crashed(this);
        }
      }
    } finally {
      core.workerStopped(current, exit);
    }
  }

  private WorkerExit loop(Thread current) {
    for (; ; ) {
      Object task = core.queues.take(this, ++tick);
      // (W1) has a task or none, the surplus not yet looked at
      if (task != null && core.scheduling.hasSurplus()) {
        core.queues.push(task); // looked at after the take, or one too many could run
        core.scheduling.ensureSearcher();
        clock = 0;
        if (!runDeferred(current) && core.scheduling.leaveSurplus(this)) {
          return WorkerExit.SHRUNK;
        }
      } else if (task != null) {
        begins(task);
        try {
          // (W2) has a task, the search not yet handed on
          found();
        } finally { // whatever it threw, the task is this worker's
          runTask(current, task);
        }
        ranTasks = true;
        if (--life <= 0 && retires()) {
          return WorkerExit.AGE;
        }
      } else if (!runDeferred(current)) {
        clock = 0;
        WorkerExit exit = rest(current);
        if (exit != null) {
          return exit;
        }
      }
    }
  }

  private boolean retires() {
    life = 1; // a failed try is repeated after the next task
    if (role != NONE || hasDeferred() || !core.lifecycle.isOpen()) {
      return false;
    }
    clock = 0;
    return core.scheduling.succeed(this);
  }

  /** A task was taken: hand the search on if there is more, and look after blocked submitters. */
  private void found() {
    if (role != NONE) {
      int ended = role;
      role = NONE;
      moved = false;
      clock = 0;
      core.scheduling.searchEnded(ended);
    } else if (moved) {
      moved = false;
      clock = 0;
      core.scheduling.ensureSearcher();
    }
    if (core.waiters.any()) {
      clock = 0;
      core.gate.beforeRun(home);
    }
  }

  /**
   * Nothing was found: be idle until called. Returns why to leave, or null to go on.
   *
   * <p>A worker does not lie down while a submitter has taken a place and not yet filled it: it
   * would call itself, again and again until the submitter goes on, each time with a node for the
   * stack. Nor are observers told of a worker that was called while it lay down: such events were
   * once enough to fill the rings of an event bus, where they took the submitter's time.
   */
  private @Nullable WorkerExit rest(Thread current) {
    hasNothing();
    if (trail != null) {
      trail.forget();
    }
    Scheduling scheduling = core.scheduling;
    if (scheduling.hasSurplus() && scheduling.leaveSurplus(this)) {
      return WorkerExit.SHRUNK;
    }
    boolean ran = ranTasks;
    ranTasks = false;
    letOthersRun(ran);
    if (ran && !core.waiters.any() && tasksComeSoon(scheduling)) {
      return null;
    }
    if (core.lifecycle.isOpen()) {
      // (W11) found nothing, not yet looked whether a submitter has a place
      if (core.queues.hasTask()) {
        return null; // it would call itself again, which costs more
      }
      // (W6) found nothing, the signal not yet cleared
      signal = NONE;
      if (scheduling.tryIdle(this)) {
        // (W10) on the stack, perhaps called already
        boolean sleeps = !isCalled();
        if (sleeps) {
          tellIdle(current);
        }
        while (!isCalled()) {
          // (W7) no signal seen, not yet parked
          LockSupport.park(core);
          Thread.interrupted(); // or park would return at once
        }
        WorkerExit exit = called();
        if (exit == null && sleeps) {
          tellReused(current);
        }
        return exit;
      }
    }
    return leave();
  }

  private boolean isCalled() {
    return signal != NONE;
  }

  /** Somebody took it off the idle stack. */
  private @Nullable WorkerExit called() {
    return switch (signal) {
      case SEARCH, SEARCH_TOO -> {
        role = signal;
        yield null;
      }
      case EXPIRE -> core.scheduling.tryLeave(this) ? WorkerExit.EXPIRED : null;
      default -> core.lifecycle.isOpen() ? null : leave(); // it was one too many, and looks again
    };
  }

  private @Nullable WorkerExit leave() {
    if (!core.scheduling.tryLeave(this)) {
      return null;
    }
    return core.lifecycle.isOpen() ? WorkerExit.SURPLUS : WorkerExit.SHUTDOWN;
  }

  private void tellIdle(Thread current) {
    Observers watching = core.observers();
    if (watching != null) {
      watching.idle(current);
    }
  }

  private void tellReused(Thread current) {
    Observers watching = core.observers();
    if (watching != null) {
      watching.reused(current);
    }
  }

  /**
   * A worker that sees a place that was taken, and no task in it, does not rest. That is a matter
   * of nanoseconds, unless an observer holds up the submitter there: if it parks a virtual thread,
   * and workers that look again and again have all the carriers, it could not even go on.
   */
  private void letOthersRun(boolean ran) {
    rests = ran ? 0 : rests + 1;
    if (rests > MANY_RESTS) {
      LockSupport.parkNanos(core, MOMENT_NANOS);
      Thread.interrupted(); // or the next would not wait
    }
  }

  /**
   * Waits for a moment, about a microsecond, when this worker has caught up with the submitters:
   * going idle and being called again costs both sides more. It looks at nothing meanwhile, because
   * that would take the queue's cache lines away from the submitters; when it then goes on they are
   * ahead by some tasks, and the lines move between the two once for many tasks.
   */
  private boolean tasksComeSoon(Scheduling scheduling) {
    ShortWaits pauses = scheduling.pauses();
    if (!pauses.pay()) {
      return false;
    }
    for (int i = 0; i < PAUSES; i++) {
      Thread.onSpinWait();
    }
    boolean came = core.queues.hasTask();
    pauses.ended(came);
    return came;
  }

  /** Gives up the role of the searcher, if this worker has it; a full fence follows. */
  void stopSearching() {
    if (role != NONE) {
      int ended = role;
      role = NONE;
      core.scheduling.endSearch(ended);
    }
  }

  private void runTask(Thread current, Object task) {
    // (W3) the task not yet claimed
    if (task instanceof PoolFuture<?> future && !future.tryClaim()) {
      return; // was cancelled, or run by somebody who waited for it
    }
    clearInterrupt(current);
    held++;
    long at = clock;
    clock = 0; // the task may run others in this thread
    try {
      clock = core.run((Runnable) task, at);
      restoreName(current);
    } finally {
      held--;
      if (!hasDeferred() || core.scheduling.hasSurplus() || !passPermitOn()) {
        finished();
      }
    }
  }

  private void finished() {
    // (W4) the task has ended, its permit not yet back
    while (!core.permits.tryFinish(home)) {
      move();
    }
    // (W5) the permit is back, the phase not yet looked at
    core.taskEnded();
  }

  private void clearInterrupt(Thread current) {
    Thread.interrupted(); // the last task's, or none's
    if (core.lifecycle.isStopping()) {
      current.interrupt(); // shutdownNow did, and it was for this task as well
    }
  }

  void restoreName(Thread current) {
    String expected = name;
    if (expected != null && !expected.equals(current.getName())) {
      current.setName(expected);
    }
  }

  /**
   * Runs a task that this worker submitted to the given pool, its own or a sibling, while that was
   * full. Called only by this worker, out of a task. A chain of tasks that each submit the next
   * would overflow the stack, so beyond some depth they run after the current task instead.
   */
  void runInline(PoolCore target, Runnable task) {
    if (inlineDepth >= MAX_INLINE_DEPTH) {
      if (task instanceof PoolFuture<?> future) {
        future.markDeferred(target);
      }
      if (deferred == null) {
        deferred = new ArrayDeque<>();
      }
      deferred.add(new Deferred(target, task));
      return;
    }
    inlineDepth++;
    try {
      runInside(target, task, Observers.AT_ACCEPTANCE);
    } finally {
      inlineDepth--;
    }
  }

  /**
   * Runs a task without a permit inside of the current one. Called only by this worker.
   *
   * @param clock see {@link PoolCore#run}
   */
  void runInside(PoolCore target, Runnable task, long clock) {
    NestedRun nested = new NestedRun(this, target, task);
    try {
      target.runWithoutPermit(task, clock);
    } finally {
      nested.end();
    }
  }

  private boolean hasDeferred() {
    return deferred != null && !deferred.isEmpty();
  }

  /**
   * Gives the permit of the task that just ended to the first deferred one, which goes to the end
   * of the queue: so a chain that never ends does not keep this worker from what others queued.
   */
  private boolean passPermitOn() {
    ArrayDeque<Deferred> waiting = deferred;
    while (waiting != null && !waiting.isEmpty() && waiting.getFirst().target == core) {
      Runnable task = waiting.removeFirst().task;
      if (!(task instanceof PoolFuture<?> future) || future.markQueuedAgain()) {
        core.counters.inline.increment(); // the one that ended, as its permit is not counted now
        core.queues.push(task);
        core.scheduling.ensureSearcher();
        return true;
      } // else it was cancelled, or run by somebody who waited for it
    }
    return false;
  }

  /** Runs a deferred task in the place that this worker has; false if there is none. */
  private boolean runDeferred(Thread current) {
    Deferred next = deferred == null ? null : deferred.poll();
    if (next == null) {
      return false;
    }
    begins(next.task);
    try {
      found();
    } finally {
      clock = 0;
      clearInterrupt(current);
      next.target.runWithoutPermit(next.task, /* clock= */ 0);
    }
    restoreName(current);
    return true;
  }

  /** Nobody else knows them. */
  private void runAllDeferred(Thread current) {
    while (hasDeferred()) {
      try {
        runDeferred(current);
      } catch (Throwable t) {
        core.log.workerCrashed(t);
      }
    }
  }

  private record Deferred(PoolCore target, Runnable task) {}

  /**
   * Runs a queued task in the place of the current one, which waits for the end of all. Called only
   * by this worker, out of a task.
   */
  void runQueued(Thread current, Object task) {
    NestedRun nested = new NestedRun(this, core, (Runnable) task);
    try {
      found();
    } finally {
      runTask(current, task);
      clock = 0; // the current task goes on
      nested.end();
    }
  }

  /** Takes a queued task, or null. Called only by this worker, which must then run it. */
  @Nullable Object takeQueued() {
    return core.queues.take(this, ++tick);
  }

  /**
   * Runs a claimed task, of this worker's pool or a sibling, that this worker waits for. Called
   * only by this worker, out of a task.
   */
  void help(PoolFuture<?> future) {
    PoolCore owner = future.core();
    holds(owner, 1);
    NestedRun nested = new NestedRun(this, owner, future);
    try {
      owner.run(future, /* clock= */ 0);
    } finally {
      holds(owner, -1);
      owner.finishedElsewhere();
      nested.end();
    }
  }
}
