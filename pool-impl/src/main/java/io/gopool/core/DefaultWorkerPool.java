package io.gopool.core;

import io.gopool.EventBus;
import io.gopool.Observation;
import io.gopool.PoolDump;
import io.gopool.PoolObserver;
import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.queue.ThreadTable;
import io.gopool.time.Durations;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool in the user's hands: checks arguments and passes on to {@link PoolCore}. Nothing else
 * refers to it, so that {@link LeakDetector} notices when it is dropped. A method that may wait
 * keeps it reachable until it is done.
 */
final class DefaultWorkerPool extends PoolExecutor {

  private final PoolCore core;

  DefaultWorkerPool(PoolConfig config, ThreadTable<Worker> family) {
    super(config.name());
    core = new PoolCore(config, family);
    try {
      core.preStart();
      core.handle.given(this);
    } catch (Throwable t) {
      core.lifecycle.shutdown();
      throw t;
    }
  }

  @Override
  PoolCore core() {
    return core;
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    executePrepared(prepare(task));
  }

  @Override
  void executePrepared(Runnable task) {
    try {
      core.gate.execute(task);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public boolean tryExecute(Runnable task) {
    Objects.requireNonNull(task, "task");
    return core.gate.offer(prepare(task)) || rejected(task);
  }

  @Override
  public boolean tryExecute(Runnable task, Duration maxWait) throws InterruptedException {
    Objects.requireNonNull(task, "task");
    long nanos = Durations.nanosToWait(maxWait, "maxWait");
    try {
      return core.gate.offer(prepare(task), nanos);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private boolean rejected(Runnable task) {
    core.rejected(task, RejectReason.FULL);
    return false;
  }

  @Override
  boolean admit(PoolFuture<?> task, long nanos, BooleanSupplier giveUp)
      throws InterruptedException {
    try {
      return core.gate.execute(task, nanos, giveUp);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public int capacity() {
    return core.scheduling.capacity();
  }

  @Override
  public int running() {
    return core.running();
  }

  @Override
  public int idle() {
    return core.scheduling.idle();
  }

  @Override
  public int free() {
    return Math.max(0, capacity() - running());
  }

  @Override
  public int queued() {
    return core.queued();
  }

  @Override
  public int waiting() {
    return core.waiters.count();
  }

  @Override
  public void resize(int capacity) {
    checkResize(capacity);
    core.lifecycle.resize(capacity);
  }

  void checkResize(int capacity) {
    if (capacity() == PoolConfig.UNBOUNDED) {
      throw new UnsupportedOperationException(
          "pool '" + name() + "' is unbounded and cannot be resized; build it with capacity(int)");
    }
    PoolBuilder.checkCapacity(capacity, core.config.threads());
  }

  @Override
  public boolean release(Duration timeout) throws InterruptedException {
    long nanos = Durations.nanosToWait(timeout, "timeout");
    try {
      return core.lifecycle.release(nanos);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void reboot() {
    try {
      core.lifecycle.reboot();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public State state() {
    return core.lifecycle.state();
  }

  @Override
  public PoolStats stats() {
    return core.counters.snapshot(core);
  }

  @Override
  public Observation observe(PoolObserver observer) {
    return core.attach(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public PoolDump dump() {
    return Dump.of(stats(), List.of(core));
  }

  @Override
  public @Nullable EventBus events() {
    return core.config.events();
  }

  @Override
  void drainEvents(Deadline deadline) {
    EventBus events = core.config.events();
    if (events != null) {
      try {
        boolean unused = events.drain(Duration.ofNanos(Math.max(0, deadline.left())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void shutdown() {
    core.lifecycle.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return core.lifecycle.shutdownNow();
  }

  @Override
  boolean awaitDrained(long nanos) throws InterruptedException {
    return core.lifecycle.awaitDrained(nanos);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return core.lifecycle.awaitTermination(unit.toNanos(timeout));
  }

  @Override
  public String toString() {
    return core.toString();
  }
}
