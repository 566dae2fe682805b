package io.gopool.core;

import io.gopool.TaskGroup;
import io.gopool.group.Members;
import io.gopool.group.Uninterruptibly;
import io.gopool.task.Labels;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts its tasks down to zero and wakes who waits for that.
 *
 * <p>A join by a worker runs what nobody has started. So it only ever waits for tasks that some
 * thread is in, and that thread in turn does so only for tasks further down: of any set of groups
 * nested in one another some innermost task can always run.
 *
 * <p><b>Tasks on their way.</b> A task counts before it is admitted, or a close could miss it. So
 * W, a worker that joins, may find one that it cannot run yet, because its submitter T has not
 * queued it; and T may be about to block for the very slot that W has. Therefore T, once the task
 * can be had, tells those who help, and W looks again:
 *
 * <pre>{@code
 * T: queue the task, or show who carries it        | read helpers, tell them
 * W: append itself to helpers, told := false       | look at all tasks, park unless told
 * }</pre>
 *
 * <p>Both sides are volatile, so T sees W or W sees the task; see {@link Helper} for the flag. What
 * a blocked submitter carries W takes over and runs in its own place, as if it had submitted it
 * itself: see {@link Carried}. To count only what is admitted would not do: the submission would
 * wait for W's slot until the end of W's task, which may wait for what the submitter does next; and
 * a close could end before a submission that it met.
 */
final class DefaultTaskGroup implements TaskGroup {

  private final PoolExecutor pool;
  private final Members<GroupTask<?>> tasks = new Members<>(task -> !task.isClaimed());
  private final AtomicInteger unfinished = new AtomicInteger();
  private final Queue<Thread> joiners = new ConcurrentLinkedQueue<>();
  private final Queue<Helper> helpers = new ConcurrentLinkedQueue<>(); // joiners that are workers
  private volatile boolean closed;

  DefaultTaskGroup(PoolExecutor pool) {
    this.pool = pool;
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return submitTask(new GroupTask<>(Objects.requireNonNull(task, "task"), task));
  }

  @Override
  public Future<?> submit(Runnable task) {
    return submitTask(new GroupTask<>(Executors.callable(task), task));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task) {
    Labels.requireName(name);
    return submitTask(new GroupTask<>(Objects.requireNonNull(task, "task"), name));
  }

  @Override
  public Future<?> submit(String name, Runnable task) {
    Labels.requireName(name);
    return submitTask(new GroupTask<>(Executors.callable(task), name));
  }

  private <T extends @Nullable Object> Future<T> submitTask(GroupTask<T> task) {
    if (closed) {
      throw closedException();
    }
    unfinished.incrementAndGet();
    try {
      tasks.add(task); // from here on cancel() finds it
    } catch (Throwable t) { // no memory
      task.ended();
      throw t;
    }
    // (T1) counted, the close not yet looked at again
    if (closed) { // meanwhile: close() may not have seen the task
      withdrawn(task);
      throw closedException();
    }
    if (tasks.isCancelled()) {
      task.cancel(/* mayInterruptIfRunning= */ false);
      task.ended();
      return task;
    }
    try {
      pool.execute(task);
    } catch (Throwable t) {
      withdrawn(task);
      throw t;
    } finally {
      task.carriedNoLonger();
    }
    // (T4) admitted, not yet looked whether it was cancelled meanwhile
    task.dropIfCancelled();
    // (T6) queued, those who help not yet told
    tellHelpers();
    return task;
  }

  /** A task of the group can be had, or the last has ended. */
  private void tellHelpers() {
    if (!helpers.isEmpty()) {
      helpers.forEach(Helper::tell);
    }
  }

  /** The task was not admitted, or was admitted, found no worker, and was cancelled meanwhile. */
  private void withdrawn(GroupTask<?> task) {
    tasks.remove(task);
    if (task.isNew()) {
      task.ended(); // else who cancelled it has done so
    }
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the group is closed; make a new one with pool.group()");
  }

  @Override
  public TaskGroup join() throws InterruptedException, ExecutionException {
    await(new Deadline(Long.MAX_VALUE));
    tasks.report();
    return this;
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
    Deadline deadline = new Deadline(Durations.nanosToWait(timeout, "timeout"));
    if (!await(deadline)) {
      return false;
    }
    tasks.report();
    return true;
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Worker self = pool.core().crew.current();
    return self == null ? awaitOutside(deadline) : awaitHelping(self, deadline);
  }

  private boolean awaitOutside(Deadline deadline) throws InterruptedException {
    if (unfinished.get() == 0) {
      return true;
    }
    Thread current = Thread.currentThread();
    joiners.add(current);
    try {
      // (T2) on the list of joiners, the count not yet looked at again
      while (unfinished.get() != 0) {
        long left = deadline.left();
        if (left <= 0) {
          return unfinished.get() == 0;
        }
        LockSupport.parkNanos(this, left);
        throwIfInterrupted();
      }
      return true;
    } finally {
      joiners.remove(current);
    }
  }

  private boolean awaitHelping(Worker self, Deadline deadline) throws InterruptedException {
    help(self, deadline);
    if (unfinished.get() == 0) {
      return true;
    }
    Helper helper = new Helper();
    helpers.add(helper);
    try {
      while (unfinished.get() != 0) {
        helper.looks();
        help(self, deadline);
        long left = deadline.left();
        if (left <= 0) {
          return unfinished.get() == 0;
        }
        // (T12) has looked at all tasks, perhaps was told of others meanwhile
        if (!helper.isTold() && unfinished.get() != 0) {
          park(self, left, /* timed= */ !deadline.isNever());
        }
        throwIfInterrupted();
      }
      return true;
    } finally {
      helpers.remove(helper);
    }
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while joining a group");
    }
  }

  private void park(Worker self, long nanos, boolean timed) {
    self.waitsFor(this, timed);
    // (T7) something is unfinished, nothing to help with, not yet parked
    LockSupport.parkNanos(this, nanos);
    self.waitsNoLonger();
  }

  /** Called by a worker of the pool: runs what nobody has started. */
  private void help(Worker self, Deadline deadline) {
    for (GroupTask<?> task : tasks) {
      if (deadline.isOver()) {
        return;
      }
      if (!task.isDone()) {
        task.help(self);
      }
    }
  }

  @Override
  public List<@Nullable Object> results() {
    return results(Object.class);
  }

  @Override
  public <T> List<@Nullable T> results(Class<T> type) {
    return tasks.results(type);
  }

  @Override
  public void cancel() {
    tasks.cancel();
  }

  @Override
  public int size() {
    return tasks.size();
  }

  /**
   * A task counts for a moment longer than its future is undone. Who has got the results of all and
   * then closes the group must not find it cancelled by that, nor must who joins it meanwhile.
   */
  @Override
  public void close() {
    closed = true;
    if (unfinished.get() == 0) {
      return;
    }
    // (T11) tasks count still, not yet looked whether any is there to be cancelled
    if (!tasks.areAllDone()) {
      cancel();
    }
    Uninterruptibly.await(() -> await(new Deadline(Long.MAX_VALUE)));
  }

  private void taskEnded() {
    // (T10) a task is done, and still counts
    if (unfinished.decrementAndGet() == 0) {
      // (T3) the last has ended, nobody woken yet
      joiners.forEach(LockSupport::unpark);
      tellHelpers();
    }
  }

  private final class GroupTask<T extends @Nullable Object> extends PoolExecutor.OwnedFuture<T> {

    private volatile @Nullable Carried carrier;

    GroupTask(Callable<T> task, Object label) {
      super(pool.core(), task, label);
    }

    void help(Worker self) {
      core().help(this);
      Carried carried = carrier;
      if (carried != null) {
        // (T8) its submitter is blocked, the task not yet taken from it
        carried.runBy(self);
      }
    }

    @Override
    void carried(Carried by) {
      carrier = by;
      // (T9) can be taken, not yet looked whether it was cancelled meanwhile
      dropIfCancelled();
      // (T5) its submitter is about to block, those who help not yet told
      tellHelpers();
    }

    void carriedNoLonger() {
      if (carrier != null) {
        carrier = null;
      }
    }

    @Override
    @Nullable Carried carrier() {
      return carrier;
    }

    @Override
    Object partOf() {
      return DefaultTaskGroup.this;
    }

    @Override
    void onEnd(@Nullable Throwable failure) {
      try {
        tasks.ended(failure, isCancelled());
      } finally { // also if there was no memory to cancel the others
        taskEnded();
      }
    }
  }
}
