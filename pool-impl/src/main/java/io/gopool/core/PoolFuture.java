package io.gopool.core;

import io.gopool.task.CancellableTask;
import io.gopool.task.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A submitted task. {@link CancellableTask} keeps its result; this adds whose it is while it waits.
 *
 * <pre>{@code
 * NEW --admitted--> QUEUED ----claim----> CLAIMED     the claimant runs it, or drops it if cancelled,
 *  |                  ^                    ^  ^       and gives the permit back
 *  |           gets a permit               |  |
 *  |                  |                    |  |
 *  +--inline, too deep--> DEFERRED --claim-+  |       has no permit
 *  +--inline at capacity, or Carried----------+       has none either
 * }</pre>
 *
 * <p>Exactly one claims: the worker that takes it from a queue, a worker that waits for it and so
 * runs it at once, the one who cancels it, or {@code shutdownNow}. The entry in the queue stays
 * behind and is dropped when it comes up.
 */
class PoolFuture<V extends @Nullable Object> extends CancellableTask<V> {

  private static final int NEW = 0;
  private static final int QUEUED = 1;
  private static final int DEFERRED = 2;
  private static final int CLAIMED = 3;

  private static final Failure UNTOLD = new Failure(null); // for want of memory

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PoolFuture.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private PoolCore core; // written before phase becomes QUEUED

  /**
   * What its name comes from, in a {@link Decorated} if there is a decorator, in an {@link
   * Observed} if somebody observes the pool; a {@link Failure} when it has thrown; dropped at the
   * end. Written before phase becomes QUEUED, and then by the claimant.
   */
  private @Nullable Object subject;

  private volatile int phase;

  /**
   * Creates one.
   *
   * @param label what the name of the task comes from, see {@link Labels}
   */
  PoolFuture(PoolCore core, Callable<V> task, Object label) {
    super(task);
    this.core = core;
    UnaryOperator<Runnable> decorator = core.config.taskDecorator();
    subject =
        decorator == null
            ? label
            : new Decorated(this, Decorated.apply(decorator, super::run), label);
  }

  final PoolCore core() {
    return core;
  }

  /** The label, perhaps decorated. */
  final Object plainSubject() {
    Object now = subject;
    if (now instanceof Observed observed) {
      return observed.inner();
    }
    return now == null || now instanceof Failure ? Labels.UNKNOWN : now;
  }

  /** Called only by the submitter, before the task is published. */
  final void observed(Observed by) {
    subject = by;
  }

  /** What observers know of it; null if nobody observed its admission, or it has ended. */
  final @Nullable Observed observed() {
    return subject instanceof Observed observed ? observed : null;
  }

  /** Called only by the submitter, before the task is published in the given pool. */
  final void markQueued(PoolCore admittedBy) {
    core = admittedBy;
    phase = QUEUED;
  }

  /** Called only by the submitter, when the task could not be published. */
  final boolean unmarkQueued() {
    return PHASE.compareAndSet(this, QUEUED, NEW);
  }

  /** Called only by the worker that submits the task. */
  final void markDeferred(PoolCore submittedTo) {
    core = submittedTo;
    phase = DEFERRED;
  }

  /** Called only by the worker that deferred it: it has a permit now. False if it was claimed. */
  final boolean markQueuedAgain() {
    return PHASE.compareAndSet(this, DEFERRED, QUEUED);
  }

  /** Whether it runs after the submitter's current task, without a permit. */
  final boolean isDeferred() {
    return phase == DEFERRED;
  }

  /** Claims a task that holds a permit. */
  final boolean tryClaim() {
    return PHASE.compareAndSet(this, QUEUED, CLAIMED);
  }

  /** Claims a task that holds none, to run it in the submitter. */
  final boolean tryClaimInline() {
    int p = phase;
    return (p == NEW || p == DEFERRED) && PHASE.compareAndSet(this, p, CLAIMED);
  }

  /** Whether its entry in a queue is a dead one. */
  final boolean isClaimed() {
    return phase == CLAIMED;
  }

  /** Whether it is fresh from {@code newTaskFor}. */
  final boolean isNew() {
    return phase == NEW;
  }

  /** Called only by the claimant. */
  final void runClaimed() {
    // (F2) claimed, not yet run
    if (!(plainSubject() instanceof Decorated decorated)) {
      run();
      return;
    }
    try {
      decorated.run();
    } catch (Throwable t) {
      if (isDone()) {
        core.log.decoratorFailed(t);
      } else {
        setException(t);
      }
    }
    if (!isDone()) {
      setException(
          new IllegalStateException(
              "the task decorator returned a task that did not run its argument"));
    }
  }

  /** Called only by the claimant, after {@link #runClaimed}. */
  final @Nullable Throwable failure() {
    if (!(subject instanceof Failure failure)) {
      return null;
    }
    return failure == UNTOLD && state() == State.FAILED ? exceptionNow() : failure.thrown;
  }

  /** Also called for a task that was cancelled meanwhile: its group wants to know. */
  @Override
  protected final void setException(Throwable t) {
    try {
      subject = new Failure(t);
    } catch (Throwable noMemory) {
      subject = UNTOLD;
    }
    super.setException(t);
  }

  private record Failure(@Nullable Throwable thrown) {}

  /** What may be waited for in place of this: its group, say. Null if nothing else. */
  @Nullable Object partOf() {
    return null;
  }

  /** Called once by the claimant, when the task will not run any more. */
  final void ended() {
    Throwable failure = failure();
    subject = null;
    onEnd(failure);
  }

  /**
   * What else is to be done then.
   *
   * @param failure what it threw, null if nothing
   */
  void onEnd(@Nullable Throwable failure) {}

  /** Whether {@code shutdownNow} cancels it, because nobody could who waits for it. */
  boolean cancelWhenHandedBack() {
    return false;
  }

  @Override
  protected final void onCancel() {
    dropUnlessClaimed();
  }

  /** A cancelled task leaves its place at once, if it has one. */
  private void dropUnlessClaimed() {
    // (F1) cancelled, not yet claimed
    if (tryClaim()) {
      core.cancelledInQueue(this);
    } else if (phase == DEFERRED && tryClaimInline()) {
      core.cancelledInline(this);
    } else {
      Carried carried = carrier();
      if (carried != null) {
        carried.drop();
      }
    }
  }

  /**
   * Called by the submitter of a task that others knew before, after its admission, and when it is
   * about to block with it. T1 cancels it, and finds nothing to claim; T2 admits it: it would hold
   * its place until a worker comes to it, which may be the worker that waits for its end. T1 turns
   * the state, then reads the phase and who carries it; T2 turns one of those, then reads the
   * state.
   */
  final void dropIfCancelled() {
    if (isCancelled()) {
      dropUnlessClaimed();
    }
  }

  /**
   * Called only by the submitter, which is about to block with this task. Nothing is to be done
   * about a task that nobody else knows yet.
   */
  void carried(Carried by) {}

  /** Its blocked submitter; null if it has none, or nobody else knew the task. */
  @Nullable Carried carrier() {
    return null;
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    Worker self = isDone() ? null : core.help(this);
    if (self == null || isDone()) {
      return super.get();
    }
    self.waitsFor(this, /* timed= */ false);
    try {
      return super.get();
    } finally {
      self.waitsNoLonger();
    }
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Worker self = isDone() || timeout <= 0 ? null : core.help(this);
    if (self == null || isDone()) {
      return super.get(timeout, unit);
    }
    self.waitsFor(this, /* timed= */ unit.toNanos(timeout) < Long.MAX_VALUE);
    try {
      return super.get(timeout, unit);
    } finally {
      self.waitsNoLonger();
    }
  }
}
