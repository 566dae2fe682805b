package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;

/**
 * Builds pools out of properties and of what the application has as beans.
 *
 * @param scheduler asked for the scheduler only when a pool wants it; null if there is none
 * @param decorator wraps each task; null if there is none
 */
record PoolFactory(
    Environment environment,
    Supplier<@Nullable GpmScheduler> scheduler,
    @Nullable TaskDecorator decorator,
    List<PoolObserver> observers,
    List<PoolListener> listeners,
    List<WorkerPoolBuilderCustomizer> customizers) {

  /** Builds a pool of the properties. */
  WorkerPool configured(String name, PoolProperties p) {
    Setter set = new Setter(environment, name);
    WorkerPool.Builder builder = builder(set, name, p);
    builder.threads(threads(name, p.threads()));
    addBeans(name, builder);
    return set.build("capacity", p.capacity(), builder);
  }

  /** Returns a builder with the settings of a pool; refuses those that are out of bounds. */
  static WorkerPool.Builder builder(Setter set, String name, PoolProperties p) {
    WorkerPool.Builder builder = WorkerPool.builder(name);
    set.to("capacity", p.capacity(), builder::capacity);
    if (p.unbounded()) {
      builder.unbounded();
    }
    set.to("queue-capacity", p.queueCapacity(), builder::queueCapacity);
    set.to("max-wait", p.maxWait(), wait -> builder.admission(p.toAdmission()));
    builder.admission(p.toAdmission());
    set.to("max-blocked-submitters", p.maxBlockedSubmitters(), builder::maxBlockedSubmitters);
    set.to("processors", p.processors(), builder::processors);
    set.to("idle-expiry", p.idleExpiry(), builder::idleExpiry);
    if (p.noIdleExpiry()) {
      builder.noIdleExpiry();
    }
    set.to("max-idle", p.maxIdle(), builder::maxIdle);
    set.to("pre-start", p.preStart(), builder::preStart);
    if (p.depthFirst()) {
      builder.depthFirst();
    }
    return builder;
  }

  /** Builds a pool of the program's own making. */
  WorkerPool custom(String name, Consumer<? super WorkerPool.Builder> settings) {
    WorkerPool.Builder builder = WorkerPool.builder(name);
    settings.accept(builder);
    addBeans(name, builder);
    return builder.build();
  }

  private void addBeans(String name, WorkerPool.Builder builder) {
    if (decorator != null) {
      builder.taskDecorator(task -> decorate(decorator, task));
    }
    observers.forEach(builder::observer);
    listeners.forEach(builder::listener);
    customizers.forEach(c -> c.customize(name, builder));
  }

  private static Runnable decorate(TaskDecorator decorator, Runnable task) {
    Runnable decorated =
        Objects.requireNonNull(decorator.decorate(task), "the task decorator returned null");
    return task instanceof AwaitedTask awaited ? () -> awaited.runDecorated(decorated) : decorated;
  }

  private WorkerThreads threads(String name, PoolProperties.ThreadKind kind) {
    return switch (kind) {
      case VIRTUAL -> WorkerThreads.virtual();
      case PLATFORM -> WorkerThreads.platform();
      case AUTO -> {
        GpmScheduler found = scheduler.get();
        yield found == null ? WorkerThreads.virtual() : WorkerThreads.gpm(found);
      }
      case GPM -> {
        GpmScheduler found = scheduler.get();
        if (found == null) {
          throw noScheduler(name);
        }
        yield WorkerThreads.gpm(found);
      }
    };
  }

  private InvalidGopoolConfigurationException noScheduler(String name) {
    String property = GopoolProperties.poolProperty(name, "threads");
    Function<String, String> orElse =
        remedy -> remedy + ", or set " + property + " to 'auto' or 'virtual'.";
    return GpmScheduler.unsupportedReason()
        .map(
            reason ->
                InvalidGopoolConfigurationException.of(
                    environment,
                    name,
                    property,
                    "gpm",
                    "a JVM that supports the G-P-M scheduler, but " + reason,
                    orElse.apply(SchedulerSupport.REMEDY)))
        .orElseGet(
            () ->
                InvalidGopoolConfigurationException.of(
                    environment,
                    name,
                    property,
                    "gpm",
                    "a GpmScheduler bean, but gopool.scheduler.enabled is false",
                    orElse.apply("Set gopool.scheduler.enabled to 'auto' or 'true'")));
  }
}
