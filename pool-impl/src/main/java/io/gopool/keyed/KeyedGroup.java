package io.gopool.keyed;

import static java.util.Objects.requireNonNull;

import io.gopool.TaskGroup;
import io.gopool.group.Members;
import io.gopool.group.Uninterruptibly;
import io.gopool.task.Labels;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one key that are awaited together. Each task tells its end, really its end, so a
 * cancelled one that runs is waited for. A join by a task of the same pools runs what nobody has
 * started, see {@link Helper}: what is queued, and what a blocked submitter carries. That may be
 * blocked for the very slot that the joining task has; so its job is taken over, runs in the place
 * of that task, and is counted like one that the task has submitted itself.
 */
final class KeyedGroup<K> implements TaskGroup {

  private final Crew<K> crew;
  private final Gate<K> gate;
  private final K key;
  private final Members<Member<?>> tasks = new Members<>(Member::isFree);
  private final Queue<Helper> helpers = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  KeyedGroup(Crew<K> crew, Gate<K> gate, K key) {
    this.crew = crew;
    this.gate = gate;
    this.key = key;
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return submitTask(new Member<>(Labels.of(task), task));
  }

  @Override
  public Future<?> submit(Runnable task) {
    return submitTask(new Member<>(Labels.of(task), Executors.callable(task)));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task) {
    return submitTask(new Member<>(Labels.requireName(name), requireNonNull(task, "task")));
  }

  @Override
  public Future<?> submit(String name, Runnable task) {
    return submitTask(new Member<>(Labels.requireName(name), Executors.callable(task)));
  }

  private <T extends @Nullable Object> Future<T> submitTask(Member<T> task) {
    requireOpen();
    tasks.add(task); // from here on cancel() finds it
    if (closed) { // meanwhile: close() may not have seen the task
      withdraw(task);
      requireOpen();
    }
    if (tasks.isCancelled()) {
      task.cancel(/* mayInterruptIfRunning= */ false);
      task.tellEnd();
      return task;
    }
    try {
      // (K5) in the list, not yet admitted
      gate.execute(task.job());
    } catch (Throwable t) {
      withdraw(task);
      throw t;
    }
    // (K6) admitted, not yet looked whether it was cancelled meanwhile
    task.dropIfCancelled();
    // (K7) queued, those who help not yet told
    tellHelpers();
    return task;
  }

  /** A task of the group can be had. */
  private void tellHelpers() {
    helpers.forEach(Helper::tell);
  }

  private void withdraw(Member<?> task) {
    tasks.remove(task);
    task.tellEnd();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the group is closed; make a new one with group(key)");
    }
  }

  @Override
  public TaskGroup join() throws InterruptedException, ExecutionException {
    await(Long.MAX_VALUE);
    tasks.report();
    return this;
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
    if (!await(Durations.nanosToWait(timeout, "timeout"))) {
      return false;
    }
    tasks.report();
    return true;
  }

  private boolean await(long nanos) throws InterruptedException {
    long deadline = Nanos.deadline(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before joining a group");
    }
    if (crew.isWorker()) {
      return awaitHelping(deadline);
    }
    for (Member<?> task : tasks) {
      if (!task.hasEnded() && !task.end.await(Nanos.left(deadline), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Called only by a task of these pools. */
  private boolean awaitHelping(long deadline) throws InterruptedException {
    Helper self = new Helper();
    helpers.add(self);
    try {
      for (Member<?> task : tasks) {
        while (!task.hasEnded()) {
          if (self.wasTold()) {
            help(deadline);
          } else if (Nanos.left(deadline) <= 0) {
            return false;
          } else {
            awaitStuck(self, task, deadline);
          }
        }
      }
      return true;
    } finally {
      helpers.remove(self);
    }
  }

  /** Runs what nobody has started. */
  private void help(long deadline) throws InterruptedException {
    for (Member<?> task : tasks) {
      if (Nanos.left(deadline) <= 0) {
        return;
      }
      Job<K> job = task.jobUnlessEnded();
      if (job != null && job.isFree()) {
        // (K8) nobody has it, as far as is known
        crew.tryHelp(job, deadline);
      }
    }
  }

  private void awaitStuck(Helper self, Member<?> task, long deadline) throws InterruptedException {
    Job<K> job = task.jobUnlessEnded();
    Stack<K> stuck = job == null ? null : crew.help(job, deadline);
    if (stuck != null) {
      try {
        self.await(task.end, deadline, this);
      } finally {
        crew.unstuck(stuck);
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
   * A task is done a moment before it tells its end. Who has seen all futures done, and then closes
   * the group, must not cancel it: nothing was cancelled.
   */
  @Override
  public void close() {
    closed = true;
    // (K9) takes nothing more, the tasks not yet looked at
    if (!tasks.areAllDone()) {
      cancel();
    }
    Uninterruptibly.await(() -> await(Long.MAX_VALUE));
  }

  private final class Member<T extends @Nullable Object> extends KeyedFuture<K, T> {

    private final CountDownLatch end = new CountDownLatch(1);

    Member(Object label, Callable<T> task) {
      super(crew, key, label, task);
    }

    boolean isFree() {
      Job<K> job = jobUnlessEnded();
      return job != null && job.isFree();
    }

    boolean hasEnded() {
      return end.getCount() == 0;
    }

    /** Who joins the group waits for a task that was cancelled and runs on. */
    @Override
    boolean isOver() {
      return hasEnded();
    }

    void tellEnd() {
      end.countDown();
      helpers.forEach(helper -> helper.tellEnd(end));
    }

    @Override
    void carried() {
      // (K12) can be taken, not yet looked whether it was cancelled meanwhile
      dropIfCancelled();
      // (K13) its submitter is about to block, those who help not yet told
      tellHelpers();
    }

    @Override
    void handedBack() {
      cancel(/* mayInterruptIfRunning= */ false); // nobody else could who waits for it
      ended();
    }

    @Override
    void onEnd() {
      tasks.ended(failure(), isCancelled());
      tellEnd();
    }
  }
}
