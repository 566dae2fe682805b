package io.gopool.scheduler;

import io.gopool.GpmScheduler;
import io.gopool.Instrument;
import io.gopool.Observation;
import io.gopool.SchedulerObserver;
import io.gopool.SchedulerStats;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The scheduler in the user's hands. */
class DefaultGpmScheduler implements GpmScheduler {

  final Core core;
  private final ThreadFactory unnamed = task -> newThread(null, task);

  DefaultGpmScheduler(SchedulerConfig config) {
    core = new Core(config);
    core.sysmon.start();
  }

  @Override
  public String name() {
    return core.config.name();
  }

  @Override
  public ThreadFactory threadFactory() {
    return unnamed;
  }

  @Override
  public ThreadFactory threadFactory(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    AtomicLong numbers = new AtomicLong();
    return task -> newThread(prefix + numbers.incrementAndGet(), task);
  }

  private Thread newThread(@Nullable String name, Runnable task) {
    Objects.requireNonNull(task, "task");
    if (!core.closing.isOpen()) {
      throw new RejectedExecutionException(
          "scheduler '" + name() + "' is closed; no virtual thread can be made for " + task);
    }
    int seed = ThreadLocalRandom.current().nextInt(Goroutine.TRACKING_PERIOD);
    Goroutine g = new Goroutine(core, task, seed);
    Thread thread = Continuations.newThread(g, name, g);
    g.bind(thread);
    return thread;
  }

  @Override
  public int processors() {
    return core.processors.limit();
  }

  @Override
  public void resize(int processors) {
    SchedulerBuilder.checkProcessors(processors);
    core.processors.resize(processors);
    core.wakeIfWork(); // a full fence has passed
    core.idleMachines.forEach(LockSupport::unpark); // they may be surplus now
  }

  @Override
  public Observation observe(SchedulerObserver observer) {
    return core.attach(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public SchedulerStats stats() {
    return StatsReader.read(core);
  }

  @Override
  public void close() {
    close(Long.MAX_VALUE);
  }

  @Override
  public boolean close(Duration timeout) {
    return close(Durations.nanosToWait(timeout, "timeout"));
  }

  private boolean close(long nanos) {
    if (Thread.currentThread().isVirtual() && Machine.current(core) != null) {
      throw new IllegalStateException(
          "scheduler '"
              + name()
              + "' cannot be closed by one of its own virtual threads, which it would wait for;"
              + " close it from another thread");
    }
    try {
      return core.closing.close(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      Instrument.tellClosed(this);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
