package io.gopool.keyed;

import static java.util.Objects.requireNonNull;

import io.gopool.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one key that are awaited together. Each task tells its end, really its end, so a
 * cancelled one that runs is waited for. A join by a task of the same pools first runs what nobody
 * has started.
 */
final class KeyedGroup<K> implements TaskGroup {

  private final Crew<K> crew;
  private final Gate<K> gate;
  private final K key;
  private final Queue<Member<?>> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean cancelled;
  private volatile boolean closed;

  KeyedGroup(Crew<K> crew, Gate<K> gate, K key) {
    this.crew = crew;
    this.gate = gate;
    this.key = key;
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return submitTask(new Member<>(task.getClass().getName(), task));
  }

  @Override
  public Future<?> submit(Runnable task) {
    return submitTask(new Member<>(KeyedFuture.nameOf(task), Executors.callable(task)));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task) {
    return submitTask(new Member<>(KeyedFuture.requireName(name), requireNonNull(task, "task")));
  }

  @Override
  public Future<?> submit(String name, Runnable task) {
    return submitTask(new Member<>(KeyedFuture.requireName(name), Executors.callable(task)));
  }

  private <T extends @Nullable Object> Future<T> submitTask(Member<T> task) {
    requireOpen();
    tasks.add(task); // from here on cancel() finds it
    if (closed) { // meanwhile: close() may not have seen the task
      withdraw(task);
      requireOpen();
    }
    if (cancelled) {
      task.cancel(/* mayInterruptIfRunning= */ false);
      task.end.countDown();
      return task;
    }
    try {
      gate.execute(task.job());
    } catch (Throwable t) {
      withdraw(task);
      throw t;
    }
    return task;
  }

  private void withdraw(Member<?> task) {
    tasks.remove(task);
    task.end.countDown();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the group is closed; make a new one with group(key)");
    }
  }

  @Override
  public TaskGroup join() throws InterruptedException, ExecutionException {
    await(Long.MAX_VALUE);
    report();
    return this;
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
    if (!await(Nanos.ofWait(timeout, "timeout"))) {
      return false;
    }
    report();
    return true;
  }

  private boolean await(long nanos) throws InterruptedException {
    long deadline = Nanos.deadline(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before joining a group");
    }
    for (Member<?> task : tasks) {
      if (!task.awaitEnd(deadline)) {
        return false;
      }
    }
    return true;
  }

  private void report() throws ExecutionException {
    Throwable first = failure.get();
    if (first != null) {
      throw new ExecutionException(first);
    }
    if (cancelled || tasks.stream().anyMatch(Future::isCancelled)) {
      throw new CancellationException("the group, or a task in it, was cancelled");
    }
  }

  @Override
  public List<@Nullable Object> results() {
    return results(Object.class);
  }

  @Override
  public <T> List<@Nullable T> results(Class<T> type) {
    List<@Nullable T> results = new ArrayList<>();
    for (Member<?> task : tasks) {
      if (task.state() != Future.State.SUCCESS) {
        throw new IllegalStateException(
            "task " + results.size() + " is " + task.state() + ", expected SUCCESS; join() first");
      }
      results.add(type.cast(task.resultNow()));
    }
    return Collections.unmodifiableList(results);
  }

  @Override
  public void cancel() {
    cancelled = true;
    for (Member<?> task : tasks) {
      task.cancel(/* mayInterruptIfRunning= */ true);
    }
  }

  @Override
  public int size() {
    return tasks.size();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = false;
    boolean done = false;
    if (!tasks.stream().allMatch(task -> task.end.getCount() == 0)) {
      cancel();
    }
    while (!done) {
      try {
        done = await(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Throwable thrown) {
    if (failure.compareAndSet(null, thrown)) {
      cancel();
      return;
    }
    Throwable first = failure.get();
    if (first != null && first != thrown) {
      first.addSuppressed(thrown);
    }
  }

  private final class Member<T extends @Nullable Object> extends KeyedFuture<K, T> {

    private final CountDownLatch end = new CountDownLatch(1);

    Member(String name, Callable<T> task) {
      super(crew, key, name, task);
    }

    /** Waits for the end, helped along by a task; false if the time ran out. */
    boolean awaitEnd(long deadline) throws InterruptedException {
      if (end.getCount() == 0) {
        return true;
      }
      Stack<K> stuck = crew.help(job(), deadline);
      try {
        return end.await(Nanos.left(deadline), TimeUnit.NANOSECONDS);
      } finally {
        crew.unstuck(stuck);
      }
    }

    @Override
    void handedBack() {
      cancel(/* mayInterruptIfRunning= */ false); // nobody else could who waits for it
      ended();
    }

    @Override
    void ended() {
      Throwable thrown = failure();
      boolean reaction =
          thrown instanceof InterruptedException || thrown instanceof CancellationException;
      if (thrown != null && !(isCancelled() && reaction)) {
        failed(thrown);
      }
      end.countDown();
    }
  }
}
