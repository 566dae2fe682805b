package io.gopool.keyed;

import io.gopool.NamedTask;
import io.gopool.task.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way. While it is free, that is queued or carried by a blocked submitter, whoever
 * takes it from there under the {@link Monitor}'s lock has it: the one who grants it a slot, a task
 * that waits for its future or its group and so runs it, or who cancels it or hands it back. Once
 * it has a slot it belongs to the worker that is sent with it.
 *
 * <p>If none could be sent the job may be on its way all the same: who calls a worker for it may
 * run out of memory after it was queued. T1, which could not send a worker, withdraws the job and
 * gives its slot back; T2, a worker that has come, runs it. And T3, a task that waits for it, takes
 * it over, slot and all, as there may be no thread but its own to run it. All turn {@link #runner}
 * out of null, so one of them has it.
 */
final class Job<K> implements Line.Entry, Awaited, NamedTask {

  private static final Stack<?> WITHDRAWN = new Stack<>();

  private static final VarHandle RUNNER;
  private static final VarHandle HAS_SLOT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUNNER = lookup.findVarHandle(Job.class, "runner", Stack.class);
      HAS_SLOT = lookup.findVarHandle(Job.class, "hasSlot", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Consumer<Job<K>> performer;
  private final K key;
  private final Runnable submitted;
  private final Object label;
  private final Runnable body;
  private volatile boolean queued; // written under the lock
  private volatile @Nullable Waiter<K> carrier; // its blocked submitter; written under the lock

  private volatile @Nullable Stack<K> runner; // before that gets stuck, which takes the lock

  @SuppressWarnings("unused") // by HAS_SLOT
  private boolean hasSlot; // once true, true for ever

  private @Nullable KeyPool<K> pool; // written before it is queued or given to a worker
  private @Nullable Job<K>
      next; // granted in the same section; the lock holder's, then the starter's

  /**
   * Creates one that is nowhere yet.
   *
   * @param performer does what a worker does that is sent with it
   * @param submitted the task, or its future
   * @param label what the name of the task comes from, see {@link Labels}
   */
  Job(
      Consumer<Job<K>> performer,
      K key,
      Runnable submitted,
      Object label,
      @Nullable UnaryOperator<Runnable> decorator) {
    this.performer = performer;
    this.key = key;
    this.submitted = submitted;
    this.label = label;
    this.body =
        decorator == null
            ? submitted
            : Objects.requireNonNull(
                decorator.apply(submitted), "the task decorator returned null");
  }

  K key() {
    return key;
  }

  /** Returns what the user submitted, for handlers and {@code shutdownNow}. */
  Runnable submitted() {
    return submitted;
  }

  void pool(@Nullable KeyPool<K> admittedBy) {
    pool = admittedBy;
  }

  /** Null if its key has none. */
  @Nullable KeyPool<K> poolOrNull() {
    return pool;
  }

  KeyPool<K> pool() {
    return Objects.requireNonNull(pool, "not admitted");
  }

  /** Who runs it, or has run it; null before. */
  @Nullable Stack<K> runner() {
    return runner;
  }

  /** Called by who has it, and was not sent with it. */
  void runner(Stack<K> stack) {
    runner = stack;
  }

  /** It has a slot of its own, and its pool is known, before a worker is sent with it. */
  void getsSlot() {
    HAS_SLOT.setRelease(this, true);
  }

  /** Called by a task that waits for it: whether it has a slot, and from now on no worker. */
  boolean tryTakeOver(Stack<K> stack) {
    return (boolean) HAS_SLOT.getAcquire(this) && tryTake(stack);
  }

  /** Called by a worker that was sent with it; false if somebody else has it. */
  boolean tryTake(Stack<K> stack) {
    return RUNNER.compareAndSet(this, null, stack);
  }

  /** Called only by who could not send a worker with it; false if one has it all the same. */
  boolean tryWithdraw() {
    return RUNNER.compareAndSet(this, null, WITHDRAWN);
  }

  /** Whether nobody needs to wait for it any more. */
  boolean isOver() {
    return submitted instanceof KeyedFuture<?, ?> future && future.isOver();
  }

  /** Whether it waits in its pool's queue; without the lock a hint. */
  boolean isQueued() {
    return queued;
  }

  /** Under the lock. */
  void queued(boolean is) {
    queued = is;
  }

  /** Its blocked submitter; null if it has none. Under the lock. */
  @Nullable Waiter<K> carrier() {
    return carrier;
  }

  /** Under the lock. */
  void carrier(@Nullable Waiter<K> submitter) {
    carrier = submitter;
  }

  /**
   * Whether it waits in a queue or with its submitter; without the lock a hint. In this order: it
   * is queued before its submitter leaves.
   */
  boolean isFree() {
    return carrier != null || queued;
  }

  /** Called only by the submitter, which has just become the {@link #carrier} and will block. */
  void carried() {
    if (submitted instanceof KeyedFuture<?, ?> future) {
      future.carried();
    }
  }

  @Override
  public boolean hasLeft() {
    return !queued;
  }

  @Nullable Job<K> next() {
    return next;
  }

  void next(@Nullable Job<K> job) {
    next = job;
  }

  /** For observers of the workers. */
  @Override
  public String name() {
    return Labels.name(label);
  }

  /** Called only by the worker that is sent with it; goes on to other jobs if their turn comes. */
  @Override
  public void run() {
    performer.accept(this);
  }

  /** Called only by who has it. Throws what an executed task throws, or the decorator's. */
  void runTask() {
    if (!(submitted instanceof KeyedFuture<?, ?> future)) {
      body.run();
    } else if (!future.isCancelled()) {
      body.run();
      if (!future.isDone()) {
        throw new IllegalStateException(
            "the task decorator returned a task that did not run its argument");
      }
    }
  }
}
