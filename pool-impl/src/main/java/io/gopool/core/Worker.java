package io.gopool.core;

import static io.gopool.core.RunQueues.FAIR_TICK;

import io.gopool.WorkerExit;
import io.gopool.core.WorkerExtras.Deferred;
import io.gopool.queue.ThreadTable;
import io.gopool.queue.Trail;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs the pool's tasks, one after the other.
 *
 * <p>The path from the thread's root to the task is kept shallow, because a virtual thread's frames
 * are copied at each park, and those that were entered before the code was compiled stay
 * interpreted for as long as they live. That is also why a worker retires after a number of tasks;
 * see {@link Scheduling#succeed}.
 *
 * <p><b>A blocked task keeps little.</b> It keeps its worker, so the fields are as small as they
 * may be, and what few workers need is in {@link WorkerExtras}. And it keeps the frames below it on
 * its stack. Where many workers are at work a task runs out of {@link #loop}, which is compiled
 * into the frame of the thread's root and keeps nothing there but {@code this}. Where few are,
 * tasks run out of {@link #next}, which has a large frame but saves a call for each task. It has
 * more bytecodes than the compiler inlines ({@code FreqInlineSize}, 325), or it would be a part of
 * the small frame.
 */
final class Worker extends WorkerActivity implements Runnable, ThreadTable.Entry {

  /** How deep submissions may run inline in each other before they are deferred. */
  static final int MAX_INLINE_DEPTH = 128;

  /** How many tasks that close the pool may run inside of each other. */
  static final int MAX_RELEASE_DEPTH = 32;

  /** With one processor there is nobody to wait for. */
  private static final int PAUSES = Runtime.getRuntime().availableProcessors() == 1 ? 0 : 50;

  private static final byte MANY_RESTS = 16;

  /** How long to let others run. */
  static final long MOMENT_NANOS = 10_000;

  static final byte NONE = 0;
  static final byte SEARCH = 1;
  static final byte EXPIRE = 2;
  static final byte LEAVE = 3;
  static final byte SEARCH_TOO = 4; // beside another searcher

  /** For {@link #rests}: it ran a task since it last rested. */
  private static final byte RAN = -1;

  private final PoolCore core;
  private Thread thread = Thread.currentThread(); // until it is bound to another
  private @Nullable String name;
  private @Nullable WorkerExtras extras;
  private int life; // tasks until it retires
  private short home;
  private boolean present; // from before it starts until it leaves
  private byte role; // SEARCH, SEARCH_TOO, or NONE
  private boolean moved;
  private byte rests; // since it last ran a task
  private boolean permit; // of the task it is in, or has just ended
  private volatile byte signal;

  Worker(PoolCore core, boolean searching, int life) {
    this.core = core;
    role = searching ? SEARCH : NONE;
    this.life = life - life % FAIR_TICK + FAIR_TICK - 1; // the first look at all queues comes late
    extras = core.config.depthFirst() ? new WorkerExtras(/* depthFirst= */ true) : null;
  }

  PoolCore core() {
    return core;
  }

  /** Called before the thread starts. */
  void bind(Thread thread) {
    present = true;
    this.thread = thread;
    home = (short) core.permits.home(thread);
  }

  int home() {
    return home;
  }

  /** Where its tasks put others; null if the pool does not go depth first. */
  @Nullable Trail trail() {
    return extras == null ? null : extras.trail;
  }

  /** Another worker is at its processor: it goes to the next. */
  void move() {
    home = (short) core.permits.next(home);
  }

  /** Told by the queues that they moved other tasks when this worker took its own. */
  void moved() {
    moved = true;
  }

  private WorkerExtras extras() {
    WorkerExtras known = extras;
    if (known == null) {
      known = new WorkerExtras(/* depthFirst= */ false);
      extras = known;
    }
    return known;
  }

  private void holds(PoolCore of, int more) {
    if (of == core) {
      extras().held += more;
    } else {
      extras().holdOf(of, more);
    }
  }

  /** Permits of the given pool, its own or a sibling, that belong to tasks this thread is in. */
  int held(PoolCore of) {
    if (of != core) {
      return extras == null ? 0 : extras.heldOf(of);
    }
    return (permit ? 1 : 0) + (extras == null ? 0 : extras.held);
  }

  /**
   * Called by this worker's task that waits for the end of all. What it runs meanwhile may do the
   * same, and so on: beyond some depth that would overflow the stack.
   *
   * @return false if it is too deep; the task must not wait then
   */
  boolean enterRelease() {
    WorkerExtras more = extras();
    if (more.releaseDepth == MAX_RELEASE_DEPTH) {
      return false;
    }
    more.releaseDepth++;
    return true;
  }

  void leaveRelease() {
    extras().releaseDepth--;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  /** Called by whoever took this worker off the idle stack, once. */
  void wake(byte what) {
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
    if (!present) {
      return; // in a thread that its factory had started: see Crew
    }
    Thread current = Thread.currentThread();
    try {
      name = current.getName();
      core.workerStarted(current);
      loop();
    } catch (Throwable t) { // nothing a task throws comes here
      if (!present) {
        throw t;
      }
      crashed(current, t);
    }
  }

  /** Gives back first what it has: there may be no memory for the rest. */
  private void crashed(Thread current, Throwable thrown) {
    try {
      if (permit) {
        endTask();
      }
    } finally {
      try {
        runAllDeferred(current);
      } finally {
        try {
          core.scheduling.crashed(this);
          core.log.workerCrashed(thrown);
        } finally {
          leave(WorkerExit.ERROR);
        }
      }
    }
  }

  /** Runs tasks for which {@link #next} is not the place, until there is no next. */
  private void loop() {
    for (Object task = next(); task != null; task = next()) {
      perform(task);
    }
  }

  /**
   * Runs the task that the worker was told of last. What {@link PoolCore#run} does with a plain one
   * is written out here, so that less is below it.
   */
  private void perform(Object task) {
    if (core.isPlain(task)) {
      try {
        ((Runnable) task).run();
      } catch (Throwable t) {
        failed(t);
      }
    } else {
      runWatched((Runnable) task);
    }
  }

  private void failed(Throwable t) {
    core.failed((Runnable) Objects.requireNonNull(activity()), t);
  }

  private void runWatched(Runnable task) {
    Observers watching = core.observers();
    WorkerExtras readings = watching == null ? extras : extrasIfPossible();
    long at = readings == null ? 0 : readings.clock(watching);
    forgetClock(); // the task may run others in this thread
    long end = core.run(task, at);
    if (readings != null) {
      readings.clock(watching, end);
    }
  }

  /** Null if there is no memory: the task is to run all the same. */
  private @Nullable WorkerExtras extrasIfPossible() {
    try {
      return extras();
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  /** It does not go straight on from one task to the next, so the last reading gets old. */
  private void forgetClock() {
    if (extras != null) {
      extras.clock(/* watching= */ null, /* end= */ 0);
    }
  }

  /**
   * Ends the task before, finds the next, and runs it, again and again as long as few workers are
   * at work.
   *
   * @return a claimed task that is about to run, or null when the worker has left
   */
  private @Nullable Object next() {
    Thread current = Thread.currentThread();
    for (; ; ) {
      if (permit) {
        restoreName(current);
        endTask();
        assert held(core) == 0 : "holds " + held(core) + " permit(s) between two tasks";
        if (Retirement.isDue(life) && retires()) {
          return leave(WorkerExit.AGE);
        }
        if (hasDeferred() && life % FAIR_TICK == 0) {
          runDeferred(current); // a sibling's: the tasks of this pool may never end
        }
      }
      Object task = core.queues.take(this, life);
      // (W1) has a task or none, the surplus not yet looked at
      if (task != null && core.scheduling.hasSurplus()) {
        core.queues.push(task); // looked at after the take, or one too many could run
        core.scheduling.ensureSearcher();
        forgetClock();
        if (!runDeferred(current) && core.scheduling.leaveSurplus(this)) {
          return leave(WorkerExit.SHRUNK);
        }
      } else if (task != null) {
        life--;
        rests = RAN;
        begins(task);
        try {
          // (W2) has a task, the search not yet handed on
          found();
        } catch (Throwable t) { // the task is this worker's all the same
          if (claims(task)) {
            starts(current);
            core.run((Runnable) task, /* clock= */ 0);
          }
          throw t;
        }
        if (claims(task)) {
          starts(current);
          assert activity() == task : activity() + " is told of in place of " + task;
          if (core.scheduling.stacksMatter()) {
            return task;
          }
          perform(task);
        }
      } else if (!runDeferred(current)) {
        forgetClock();
        WorkerExit exit = rest(current);
        if (exit != null) {
          return leave(exit);
        }
      }
    }
  }

  private boolean retires() {
    if (role != NONE || hasDeferred() || !core.lifecycle.isOpen()) {
      return false;
    }
    forgetClock();
    if (life > 0 && !core.scheduling.stacksMatter()) {
      return false;
    }
    if (core.scheduling.succeed(this)) {
      return true;
    }
    if (life <= 0) {
      life += Retirement.CHECK_UP; // to start a thread that cannot be started takes long
    }
    return false;
  }

  /** The last it does; it has given up its place already. Returns null, for no task. */
  private @Nullable Object leave(WorkerExit exit) {
    present = false;
    core.workerStopped(this, Thread.currentThread(), exit);
    return null;
  }

  /** A task was taken: hand the search on if there is more, and look after blocked submitters. */
  private void found() {
    if (role != NONE) {
      int ended = role;
      role = NONE;
      moved = false;
      forgetClock();
      core.scheduling.searchEnded(ended);
    } else if (moved) {
      moved = false;
      forgetClock();
      core.scheduling.ensureSearcher();
    }
    if (core.waiters.any()) {
      forgetClock();
      core.gate.beforeRun(home);
    }
  }

  /**
   * Nothing was found: be idle until called. Returns why to leave, or null to go on.
   *
   * <p>A worker does not lie down at once while a submitter has taken a place and not yet filled
   * it, or others are about to take the task: it would call itself, again and again until they go
   * on. After some looks in vain only a searcher stays up, and who finds that none is there is
   * called by itself and becomes one. So no more workers wait for a task than search for one.
   *
   * <p>Observers are not told of a worker that was called while it lay down: such events were once
   * enough to fill the rings of an event bus, where they took the submitter's time.
   */
  private @Nullable WorkerExit rest(Thread current) {
    hasNothing();
    Trail trail = trail();
    if (trail != null) {
      trail.forget();
    }
    Scheduling scheduling = core.scheduling;
    if (scheduling.hasSurplus() && scheduling.leaveSurplus(this)) {
      return WorkerExit.SHRUNK;
    }
    boolean ran = rests == RAN;
    if (rests < MANY_RESTS) {
      rests++;
    } else if (role != NONE) {
      letOthersRun();
    }
    if (ran && !core.waiters.any() && tasksComeSoon(scheduling)) {
      return null;
    }
    if (core.lifecycle.isOpen()) {
      // (W11) found nothing, not yet looked whether a submitter has a place
      if (core.queues.hasTask() && (role != NONE || rests < MANY_RESTS)) {
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
        rests = 0;
        WorkerExit exit = called();
        if (exit == null && sleeps) {
          tellReused(current);
        }
        return exit;
      }
    }
    WorkerExit exit = tryLeave();
    if (exit == null && rests == MANY_RESTS) {
      letOthersRun();
    }
    return exit;
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
      default ->
          core.lifecycle.isOpen() ? null : tryLeave(); // it was one too many, and looks again
    };
  }

  private @Nullable WorkerExit tryLeave() {
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
   * A searcher that sees a place that was taken, and no task in it, stays up. That is a matter of
   * nanoseconds, unless an observer holds up the submitter there: if it parks a virtual thread, and
   * workers that look again and again have all the carriers, it could not even go on.
   */
  private void letOthersRun() {
    LockSupport.parkNanos(core, MOMENT_NANOS);
    Thread.interrupted(); // or the next would not wait
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

  /** False if it was cancelled, or run by somebody who waited for it. */
  private static boolean claims(Object task) {
    // (W3) the task not yet claimed
    return !(task instanceof PoolFuture<?> future) || future.tryClaim();
  }

  private void starts(Thread current) {
    clearInterrupt(current);
    permit = true;
  }

  private void endTask() {
    permit = false;
    passPermitBack();
  }

  private void passPermitBack() {
    if (!hasDeferred() || core.scheduling.hasSurplus() || !passPermitOn()) {
      // (W4) the task has ended, its permit not yet back
      while (!core.permits.tryFinish(home)) {
        move();
      }
      // (W5) the permit is back, the phase not yet looked at
      core.taskEnded();
    }
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
    WorkerExtras more = extras();
    if (more.inlineDepth >= MAX_INLINE_DEPTH) {
      more.defer(new Deferred(target, task)); // first, as there may be no memory
      if (task instanceof PoolFuture<?> future) {
        future.markDeferred(target);
      }
      return;
    }
    more.inlineDepth++;
    try {
      runInside(target, task, Observers.AT_ACCEPTANCE);
    } finally {
      more.inlineDepth--;
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
    return extras != null && extras.peekDeferred() != null;
  }

  /**
   * Gives the permit of the task that just ended to the first deferred one, which goes to the end
   * of the queue: so a chain that never ends does not keep this worker from what others queued.
   */
  private boolean passPermitOn() {
    WorkerExtras more = extras();
    for (Deferred next = more.peekDeferred();
        next != null && next.target() == core;
        next = more.peekDeferred()) {
      Runnable task = next.task();
      more.pollDeferred();
      if (!(task instanceof PoolFuture<?> future) || future.markQueuedAgain()) {
        PoolCore.increment(core.counters.inline); // the one that ended: its permit is not counted
        core.queues.push(task);
        core.scheduling.ensureSearcher();
        return true;
      } // else it was cancelled, or run by somebody who waited for it
    }
    return false;
  }

  /** Runs a deferred task in the place that this worker has; false if there is none. */
  private boolean runDeferred(Thread current) {
    Deferred next = extras == null ? null : extras.pollDeferred();
    if (next == null) {
      return false;
    }
    begins(next.task());
    try {
      found();
    } finally {
      forgetClock();
      clearInterrupt(current);
      next.target().runWithoutPermit(next.task(), /* clock= */ 0);
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

  /**
   * Runs a queued task in the place of the current one, which waits for the end of all. Called only
   * by this worker, out of a task.
   */
  void runQueued(Thread current, Object task) {
    NestedRun nested = null;
    try {
      nested = new NestedRun(this, core, (Runnable) task);
      found();
    } finally { // also without memory: the task is this worker's
      if (claims(task)) {
        clearInterrupt(current);
        runHolding((Runnable) task);
      }
      if (nested != null) {
        nested.end();
      }
    }
  }

  private void runHolding(Runnable task) {
    holds(core, 1);
    try {
      core.run(task, /* clock= */ 0);
    } finally {
      holds(core, -1);
      passPermitBack();
    }
  }

  /** Takes a queued task, or null. Called only by this worker, which must then run it. */
  @Nullable Object takeQueued() {
    return core.queues.take(this, --life);
  }

  /**
   * Runs a claimed task, of this worker's pool or a sibling, that this worker waits for. Called
   * only by this worker, out of a task.
   */
  void help(PoolFuture<?> future) {
    PoolCore owner = future.core();
    boolean held = false;
    NestedRun nested = null;
    try {
      holds(owner, 1);
      held = true;
      nested = new NestedRun(this, owner, future);
    } finally { // also without memory: nobody else runs it
      help(owner, future, held, nested);
    }
  }

  private void help(
      PoolCore owner, PoolFuture<?> future, boolean held, @Nullable NestedRun nested) {
    try {
      owner.run(future, /* clock= */ 0);
    } finally {
      if (held) {
        holds(owner, -1);
      }
      owner.finishedElsewhere();
      if (nested != null) {
        nested.end();
      }
    }
  }
}
