package io.gopool.core;

import io.gopool.Admission;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.RejectReason;
import io.gopool.core.Scheduling.Withdrawn;
import io.gopool.queue.CreditQueue.Entrance;
import io.gopool.queue.CreditQueue.Offer;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks into the pool: with a permit at once, otherwise as the admission policy says.
 *
 * <p><b>Shutdown.</b> T1 takes a permit, then reads the state; T2 changes the state, then counts
 * the permits. So either T1 sees that the pool is closed and puts its permit back, or T2 sees the
 * permit and does not end the pool before the task has run.
 *
 * <p><b>Blocked submitters.</b> At capacity a submitter appends itself, with its task, to {@link
 * Waiters}, and then grants once itself; whoever gives a permit back looks at the list afterwards.
 * T1 gives back and sees no waiter: then the waiter's own look comes later and finds the permit. To
 * grant is to take a permit, take the first waiter, publish its task, and wake it. A newcomer does
 * not pass while somebody waits.
 *
 * <p><b>Batches.</b> Waking a submitter for each finished task costs a context switch a task. While
 * tasks are queued and a searcher is on its way to them, nobody gains by being admitted a moment
 * earlier, so a worker leaves it to that searcher, up to half of the permits. Nor does anybody gain
 * by being queued a moment earlier behind many: so in a large pool a worker postpones the grant
 * until a part of the permits is free, if no fewer tasks are queued, and if a timer is set that
 * grants in a millisecond. Otherwise it grants before it runs its task, which may take for ever.
 */
final class Gate implements Entrance {

  static final BooleanSupplier NEVER = () -> false;

  /** Into so many parts the permits are divided, one of which is granted at once. */
  private static final int BATCHES = 64;

  private final PoolCore core;
  private final Permits permits;
  private final Waiters waiters;
  private final Admission admission;
  private final boolean depthFirst;
  private final AwakeWait awake;

  Gate(PoolCore core) {
    this.core = core;
    this.permits = core.permits;
    this.waiters = core.waiters;
    this.admission = core.config.admission();
    this.depthFirst = core.config.depthFirst();
    this.awake = new AwakeWait(waiters, core.scheduling);
  }

  // ---- submission
  // --------------------------------------------------------------------------------

  /** Admits the task, as the policy says. */
  void execute(Runnable task) {
    int home = permits.home(Thread.currentThread());
    if (!tryAdmit(home, task)) {
      try {
        admitAtCapacity(home, task, Long.MAX_VALUE, NEVER);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw overloaded(
            task,
            RejectReason.INTERRUPTED,
            " and the submitter was interrupted while blocked",
            "the task was withdrawn");
      }
    }
  }

  /**
   * Admits the task, as the policy says, but without waiting for longer than {@code limitNanos},
   * nor once {@code giveUp} holds; whoever makes it hold must then unpark the submitter.
   *
   * @return false if it waited for as long as that
   */
  boolean execute(Runnable task, long limitNanos, BooleanSupplier giveUp)
      throws InterruptedException {
    int home = permits.home(Thread.currentThread());
    return tryAdmit(home, task) || admitAtCapacity(home, task, limitNanos, giveUp);
  }

  /** Admits the task if it can be at once; does not tell a refusal. */
  boolean offer(Runnable task) {
    return tryAdmit(permits.home(Thread.currentThread()), task);
  }

  /**
   * Admits the task within a time, whatever the policy.
   *
   * @param nanos {@link Long#MAX_VALUE} for ever
   */
  boolean offer(Runnable task, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "interrupted before pool '" + core.name() + "' admitted the task");
    }
    int home = permits.home(Thread.currentThread());
    if (tryAdmit(home, task) || runsInline(task)) {
      return true;
    }
    RejectReason refusal =
        switch (nanos > 0 ? await(home, task, nanos, NEVER) : null) {
          case ADMITTED -> null;
          case TOO_MANY -> RejectReason.TOO_MANY_WAITING;
          case TIMED_OUT, GIVEN_UP -> RejectReason.TIMEOUT;
          case null -> RejectReason.FULL;
        };
    if (refusal != null) {
      core.rejected(task, refusal);
    }
    return refusal == null;
  }

  private boolean tryAdmit(int home, Runnable task) {
    if (!core.lifecycle.isOpen()) {
      throw closed(task);
    }
    // (G1) the pool is open
    if (waiters.any()) {
      return false;
    }
    return switch (offer(home, task)) {
      case NO_CREDIT -> false;
      case PUBLISHED -> {
        published(home, task);
        yield true;
      }
      case VOIDED -> {
        afterPutBack(home);
        throw closed(task);
      }
    };
  }

  /**
   * Takes a permit and queues the task. A worker that goes depth first will take it back itself, so
   * it puts it where it is by now, and not where its thread began: another may be there.
   */
  private Offer offer(int home, Runnable task) {
    Worker self = depthFirst ? core.crew.current() : null;
    return self != null && self.core() == core
        ? permits.offer(self.home(), task, this, self.trail())
        : permits.offer(home, task, this, /* trail= */ null);
  }

  /** The permit is taken: looks once more whether the pool is open, see the class comment. */
  @Override
  public @Nullable Object enter(Object task) {
    // (G2) the permit is taken, the phase not yet looked at again
    return core.lifecycle.isOpen() ? accepted((Runnable) task, Thread.currentThread()) : null;
  }

  /** Returns what is to be queued. It must tell observers here: afterwards the task may start. */
  private Runnable accepted(Runnable task, Thread submitter) {
    Observers watching = core.observers();
    Runnable entry = watching == null ? task : watching.accepted(task, submitter);
    if (entry instanceof PoolFuture<?> future) {
      future.markQueued(core);
    }
    return entry;
  }

  /** The task is queued: sees to it that it is run, or puts the permit back if that fails. */
  private void published(int home, Runnable task) {
    // (G3) queued, nobody called yet
    Withdrawn withdrawn = core.scheduling.published(task, /* mayGrant= */ true);
    if (withdrawn != null) {
      withdrawn(home, withdrawn.entry());
      if (waiters.any()) {
        grant(home);
      }
      throw Sneaky.<RuntimeException>rethrow(withdrawn.failure());
    }
  }

  /** The task was taken out of the queue again. The caller grants what it may have given back. */
  private void withdrawn(int home, Runnable task) {
    // (G16) out of the queue, its permit not yet back
    if (!(task instanceof PoolFuture<?> future) || future.unmarkQueued()) {
      core.tellCancelled(task);
      permits.putBack(home);
      core.counters.withdrawn();
      core.taskEnded();
    } // else somebody cancelled it meanwhile, and has given the permit back
  }

  private void afterPutBack(int home) {
    if (waiters.any()) {
      grant(home);
    }
    core.taskEnded();
  }

  // ---- at capacity
  // -------------------------------------------------------------------------------

  private boolean admitAtCapacity(int home, Runnable task, long limitNanos, BooleanSupplier giveUp)
      throws InterruptedException {
    switch (admission) {
      case Admission.Reject r ->
          throw overloaded(task, RejectReason.FULL, "", "use Admission.block() to wait instead");
      case Admission.CallerRuns c -> {
        if (!runsInline(task)) {
          core.runInCaller(core.acceptedInline(task));
        }
        return true;
      }
      case Admission.Block block -> {
        return runsInline(task)
            || block(home, task, Durations.nanos(block.maxWait()), limitNanos, giveUp);
      }
    }
  }

  /** A task of this pool never waits for a slot, because it may hold the one that it waits for. */
  private boolean runsInline(Runnable task) {
    Worker self = core.crew.current();
    if (self == null) {
      return false;
    }
    self.runInline(core, core.acceptedInline(task));
    return true;
  }

  private boolean block(
      int home, Runnable task, long policyNanos, long limitNanos, BooleanSupplier giveUp)
      throws InterruptedException {
    long nanos = Math.min(policyNanos, limitNanos);
    Outcome outcome = nanos <= 0 ? Outcome.TIMED_OUT : await(home, task, nanos, giveUp);
    if (outcome == Outcome.TOO_MANY) {
      throw overloaded(
          task,
          RejectReason.TOO_MANY_WAITING,
          " and too many submitters are blocked",
          "raise maxBlockedSubmitters or submit less");
    }
    if (outcome == Outcome.TIMED_OUT && limitNanos >= policyNanos) {
      throw overloaded(
          task,
          policyNanos <= 0 ? RejectReason.FULL : RejectReason.TIMEOUT,
          " and stayed so for " + Duration.ofNanos(policyNanos),
          "raise capacity or let submitters wait longer");
    }
    return outcome == Outcome.ADMITTED;
  }

  private enum Outcome {
    ADMITTED,
    TIMED_OUT,
    GIVEN_UP,
    TOO_MANY
  }

  /**
   * Blocks until the task is admitted; throws if the pool is shut down or no worker can be started.
   */
  private Outcome await(int home, Runnable task, long nanos, BooleanSupplier giveUp)
      throws InterruptedException {
    // (G13) refused a permit, not yet in the line
    Waiter waiter = new Waiter(Thread.currentThread(), task);
    Deadline deadline = new Deadline(nanos); // while there is nothing yet to take back
    if (!waiters.tryAdd(waiter)) {
      return Outcome.TOO_MANY;
    }
    if (entersLine(waiter, home)) {
      return outcome(waiter);
    }
    Observers watching = core.observers();
    return watching == null
        ? park(waiter, deadline, nanos, giveUp)
        : parkObserved(watching, waiter, deadline, nanos, giveUp);
  }

  /** What the waiter owes before it waits; whether its fate is known now. */
  private boolean entersLine(Waiter waiter, int home) {
    try {
      // (G4) in the line, the phase not yet looked at
      if (!core.lifecycle.isOpen()) {
        close();
      }
      // (G5) in the line, its own look for a permit still to come
      grant(home);
      if (!waiter.isSettled()) {
        othersMayHelp(waiter);
      }
    } catch (Throwable t) {
      throwIfWithdrawn(waiter, t);
    }
    return waiter.isSettled();
  }

  private void othersMayHelp(Waiter waiter) {
    if (waiter.task() instanceof PoolFuture<?> future) {
      future.carried(new Carried(core, waiter, future));
    }
    if (core.scheduling.workers() == 0) {
      core.scheduling.ensureSearcher(); // there was no thread for one, nor for the timer
    }
  }

  /** There is no memory. If it cannot be withdrawn somebody has it already, and tells. */
  private void throwIfWithdrawn(Waiter waiter, Throwable t) {
    if (waiters.cancel(waiter)) {
      throw Sneaky.<RuntimeException>rethrow(t);
    }
  }

  /** The waiter's own look for a permit; whether its fate is known now. */
  private boolean looksItself(Waiter waiter) {
    try {
      grant(permits.home(waiter.thread()));
    } catch (Throwable t) {
      throwIfWithdrawn(waiter, t);
    }
    return waiter.isSettled();
  }

  private Outcome parkObserved(
      Observers watching, Waiter waiter, Deadline deadline, long nanos, BooleanSupplier giveUp)
      throws InterruptedException {
    long since = watching.blocked(waiter.task());
    boolean admitted = false;
    try {
      Outcome outcome = park(waiter, deadline, nanos, giveUp);
      admitted = outcome == Outcome.ADMITTED;
      return outcome;
    } finally {
      watching.unblocked(waiter.task(), since, admitted);
    }
  }

  /** Waits until the waiter's fate is known, or withdraws it. */
  private Outcome park(Waiter waiter, Deadline deadline, long nanos, BooleanSupplier giveUp)
      throws InterruptedException {
    boolean interrupted = Thread.interrupted(); // counts before the deadline, however late it is
    if (!interrupted) {
      awake.await(waiter, nanos);
    }
    while (!waiter.isSettled()) {
      // (G6) not settled when looked at
      boolean withdraw = interrupted || deadline.isOver() || giveUp.getAsBoolean();
      if (withdraw && !interrupted && looksItself(waiter)) {
        continue; // a grant was postponed
      }
      if (withdraw && waiters.cancel(waiter)) {
        if (interrupted) {
          throw new InterruptedException(
              "interrupted while waiting for a slot of pool '" + core.name() + "'");
        }
        return deadline.isOver() ? Outcome.TIMED_OUT : Outcome.GIVEN_UP;
      }
      if (withdraw || deadline.isNever()) { // withdrawn too late: a granter has it and will unpark
        LockSupport.park(core); // a virtual thread has a timer made for each time limit
      } else {
        LockSupport.parkNanos(core, deadline.left());
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt(); // it came too late to withdraw the task
    }
    return outcome(waiter);
  }

  private Outcome outcome(Waiter waiter) {
    // (G7) settled, the submitter goes on
    if (waiter.state() == Waiter.CLOSED) {
      throw closed(waiter.task());
    }
    Throwable error = waiter.error();
    if (error != null) {
      throw Sneaky.<RuntimeException>rethrow(error);
    }
    return Outcome.ADMITTED;
  }

  // ---- granting
  // ----------------------------------------------------------------------------------

  /** Called by a worker that has a task and sees waiters. */
  void beforeRun(int home) {
    if (!othersCome() && !isPostponed()) {
      grant(home);
    }
  }

  private boolean othersCome() {
    return core.scheduling.isSearching()
        && core.queues.hasTask()
        && permits.free() < core.permitLimit() / 2;
  }

  private boolean isPostponed() {
    int batch = core.permitLimit() / BATCHES;
    return batch > 1
        && permits.free() < batch
        && core.queues.size() >= batch
        && core.sweeper.grantsLater();
  }

  /** Called by whoever may be the last to look after the waiters. */
  void grantLeftOver() {
    if (couldGrant()) {
      grant(permits.home(Thread.currentThread()));
    }
  }

  /**
   * Whether there is both a waiter and a permit for it. Not in a pool that is shut down: a worker
   * would stay for the waiter again and again, and keep the thread from running that sends it away.
   */
  boolean couldGrant() {
    return waiters.any() && permits.free() > 0 && core.lifecycle.isOpen();
  }

  /** Admits waiters as long as there are both. */
  void grant(int home) {
    Grant grant = new Grant();
    while (waiters.any()) {
      // (G8) somebody waits, the permit not yet taken
      switch (permits.offerInDoubt(home, waiters, grant)) {
        case NO_CREDIT -> {
          return;
        }
        case PUBLISHED -> admit(home, grant);
        case VOIDED -> {
          // (G10) there was nobody, the permit is back, the list not yet looked at again
          if (!core.lifecycle.isOpen() || !waiters.listed()) {
            // Shutdown sends the waiters away; see the class comment. And whoever appends now
            // grants afterwards, and finds the permit that was just put back.
            core.taskEnded();
            return;
          }
        }
      }
    }
  }

  /**
   * The waiter's task is queued. Whatever happens the waiter is told; if its task stays queued in
   * spite of an error that is as if it had been admitted. Bringing a worker up must not grant in
   * its turn, nor must giving the permit back when there is none: the caller does, and each level
   * would admit but one, down to the end of the stack.
   */
  private void admit(int home, Grant grant) {
    Waiter waiter = grant.waiter();
    Throwable failure = null;
    try {
      Withdrawn withdrawn = core.scheduling.published(waiter.task(), /* mayGrant= */ false);
      if (withdrawn != null) {
        failure = withdrawn.failure();
        withdrawn(home, withdrawn.entry());
      }
    } finally {
      // (G11) its task is queued, the waiter not yet told
      waiter.settle(failure);
      // (G12) settled, not yet woken
      wake(waiter);
    }
  }

  /** Wakes a submitter whose fate is known; it must not sleep on because there is no memory. */
  void wake(Waiter waiter) {
    try {
      waiter.wake();
    } catch (Throwable t) { // for its scheduler's queue
      // (G19) told, asleep, and nobody will tell again
      core.sweeper.unparkLater(waiter.thread());
    }
  }

  /** The entrance of the first who waits. */
  private final class Grant implements Entrance {

    private @Nullable Waiter waiter;

    @Override
    public @Nullable Object enter(Object line) {
      // (G9) the permit is taken, the waiter not yet
      waiter = core.lifecycle.isOpen() ? waiters.poll(Waiter.CLAIMED) : null;
      // (G15) the list was looked at, the permit not yet used or put back
      return waiter == null ? null : accepted(waiter.task(), waiter.thread());
    }

    Waiter waiter() {
      return Objects.requireNonNull(waiter);
    }
  }

  /** Sends all waiters away, because the pool is shut down. */
  void close() {
    for (Waiter w = waiters.poll(Waiter.CLOSED); w != null; w = waiters.poll(Waiter.CLOSED)) {
      wake(w);
    }
  }

  // ---- refusals
  // ----------------------------------------------------------------------------------

  private PoolClosedException closed(Runnable task) {
    core.rejected(task, RejectReason.CLOSED);
    return new PoolClosedException(
        "pool '" + core.name() + "' is " + core.lifecycle.state() + "; reboot() it or use another");
  }

  private PoolOverloadedException overloaded(
      Runnable task, RejectReason reason, String why, String remedy) {
    core.rejected(task, reason);
    return new PoolOverloadedException(
        "pool '" + core.name() + "' is full" + why + ": " + core.countsText() + "; " + remedy);
  }
}
