package io.gopool.keyed;

import io.gopool.KeyStats;
import io.gopool.KeyedPools;
import io.gopool.KeyedStats;
import io.gopool.State;
import io.gopool.TaskGroup;
import io.gopool.task.Labels;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The pools in the user's hands: checks arguments and passes on. */
final class DefaultKeyedPools<K> implements KeyedPools<K> {

  private final KeyedConfig config;
  private final Crew<K> crew;
  private final Arbiter<K> arbiter;
  private final Gate<K> gate;

  DefaultKeyedPools(Crew<K> crew) {
    this.crew = crew;
    config = crew.config();
    arbiter = crew.arbiter();
    gate = new Gate<>(crew);
  }

  @Override
  public String name() {
    return config.name();
  }

  // ---- submission
  // --------------------------------------------------------------------------------

  private Job<K> job(K key, Runnable task) {
    return job(key, task, task);
  }

  private Job<K> job(K key, Runnable task, Object label) {
    return crew.job(
        Objects.requireNonNull(key, "key"), Objects.requireNonNull(task, "task"), label);
  }

  @Override
  public void execute(K key, Runnable task) {
    gate.execute(job(key, task));
  }

  @Override
  public void execute(K key, String name, Runnable task) {
    gate.execute(job(key, task, Labels.requireName(name)));
  }

  @Override
  public boolean tryExecute(K key, Runnable task) {
    return gate.offer(job(key, task)) || rejected(key);
  }

  @Override
  public boolean tryExecute(K key, Runnable task, Duration maxWait) throws InterruptedException {
    Job<K> job = job(key, task);
    return gate.offer(job, Durations.nanosToWait(maxWait, "maxWait")) || rejected(key);
  }

  private boolean rejected(K key) {
    arbiter.counts().rejected(key);
    return false;
  }

  @Override
  public Future<?> submit(K key, Runnable task) {
    return submitLabelled(key, Labels.of(task), Executors.callable(task));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(K key, Callable<T> task) {
    return submitLabelled(key, Labels.of(task), task);
  }

  @Override
  public Future<?> submit(K key, String name, Runnable task) {
    return submitLabelled(key, Labels.requireName(name), Executors.callable(task));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(K key, String name, Callable<T> task) {
    return submitLabelled(key, Labels.requireName(name), Objects.requireNonNull(task, "task"));
  }

  private <T extends @Nullable Object> Future<T> submitLabelled(
      K key, Object label, Callable<T> task) {
    KeyedFuture<K, T> future =
        new KeyedFuture<>(crew, Objects.requireNonNull(key, "key"), label, task);
    gate.execute(future.job());
    return future;
  }

  @Override
  public TaskGroup group(K key) {
    return new KeyedGroup<>(crew, gate, Objects.requireNonNull(key, "key"));
  }

  @Override
  public Executor executor(K key) {
    Objects.requireNonNull(key, "key");
    return task -> execute(key, task);
  }

  // ---- size
  // --------------------------------------------------------------------------------------

  @Override
  public void resize(int capacityPerKey) {
    arbiter.resize(KeyedPoolsBuilder.checkCapacity(capacityPerKey, config.reservedPerKey()));
  }

  @Override
  public boolean resize(K key, int capacity) {
    Objects.requireNonNull(key, "key");
    return arbiter.resize(key, KeyedPoolsBuilder.checkCapacity(capacity, config.reservedPerKey()));
  }

  @Override
  public void resizeTotal(int totalCapacity) {
    if (!config.hasTotal()) {
      throw new UnsupportedOperationException(
          "'" + name() + "' has no total capacity to resize; build it with totalCapacity(int)");
    }
    arbiter.resizeTotal(
        KeyedPoolsBuilder.checkTotal(totalCapacity, config.reservedPerKey(), config.maxKeys()));
  }

  // ---- counts
  // ------------------------------------------------------------------------------------

  @Override
  public Set<K> keys() {
    return arbiter.keys().keys();
  }

  @Override
  public @Nullable KeyStats stats(K key) {
    return arbiter.counts().stats(Objects.requireNonNull(key, "key"));
  }

  @Override
  public Map<K, KeyStats> statsPerKey() {
    return arbiter.counts().statsPerKey();
  }

  @Override
  public KeyedStats stats() {
    return arbiter.counts().stats(state());
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  @Override
  public State state() {
    if (!arbiter.isClosed()) {
      return State.OPEN;
    }
    return crew.isTerminated() ? State.CLOSED : State.DRAINING;
  }

  @Override
  public void shutdown() {
    arbiter.shutdown().begin();
  }

  @Override
  public List<Runnable> shutdownNow() {
    arbiter.shutdown().begin();
    List<Runnable> neverRan = new ArrayList<>();
    for (Job<K> job : arbiter.shutdown().takeQueued()) {
      neverRan.add(job.submitted());
      if (job.submitted() instanceof KeyedFuture<?, ?> future) {
        future.handedBack();
      }
    }
    crew.interruptAll();
    return neverRan;
  }

  @Override
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return crew.awaitTermination(Durations.nanosToWait(timeout, "timeout"));
  }

  @Override
  public boolean release(Duration timeout) throws InterruptedException {
    long nanos = Durations.nanosToWait(timeout, "timeout");
    shutdown();
    if (crew.isWorker()) {
      return false;
    }
    if (crew.awaitTermination(nanos)) {
      return true;
    }
    cancelAll(shutdownNow());
    return false;
  }

  @Override
  public void close() {
    shutdown();
    if (crew.isWorker()) {
      return;
    }
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = crew.awaitTermination(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        if (!interrupted) {
          cancelAll(shutdownNow());
        }
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cancelAll(List<Runnable> neverRan) {
    for (Runnable task : neverRan) {
      if (task instanceof Future<?> future) {
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
    }
  }

  @Override
  public String toString() {
    return "KeyedPools[" + name() + " " + state() + " " + arbiter.counts().text() + "]";
  }
}
