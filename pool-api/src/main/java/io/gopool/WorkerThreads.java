package io.gopool;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The kind of thread a pool's workers run on. Immutable, and may be shared by pools.
 *
 * <p>Workers are daemon threads, virtual or platform: a pool does not keep the JVM alive. Call
 * {@link WorkerPool#close} (or use try-with-resources) to wait for what was submitted.
 */
public final class WorkerThreads {

  /** What a {@link WorkerThreads} stands for. */
  public enum Kind {
    /** Virtual threads of the JDK's scheduler. */
    VIRTUAL,
    /** Daemon platform threads. */
    PLATFORM,
    /** Virtual threads of a {@link GpmScheduler}. */
    GPM,
    /** Whatever a given factory makes. */
    CUSTOM
  }

  private static final WorkerThreads VIRTUAL =
      new WorkerThreads(Kind.VIRTUAL, Thread.ofVirtual().factory(), null);
  private static final WorkerThreads PLATFORM =
      new WorkerThreads(Kind.PLATFORM, Thread.ofPlatform().daemon().factory(), null);

  private final Kind kind;
  private final ThreadFactory factory;
  private final @Nullable GpmScheduler scheduler;

  private WorkerThreads(Kind kind, ThreadFactory factory, @Nullable GpmScheduler scheduler) {
    this.kind = kind;
    this.factory = factory;
    this.scheduler = scheduler;
  }

  /** Returns virtual threads, the default: the cheapest for tasks that block. */
  public static WorkerThreads virtual() {
    return VIRTUAL;
  }

  /** Returns daemon platform threads, for tasks that need a thread of the operating system. */
  public static WorkerThreads platform() {
    return PLATFORM;
  }

  /**
   * Returns virtual threads of {@code scheduler}. Close the pool before the scheduler: a closed one
   * starts no more workers.
   *
   * <p>Where {@link GpmScheduler#isSupported()} is false there is no scheduler to pass: building
   * one throws, with what to add. Use {@link #virtual()} there.
   *
   * @throws NullPointerException if {@code scheduler} is null
   */
  public static WorkerThreads gpm(GpmScheduler scheduler) {
    return new WorkerThreads(Kind.GPM, scheduler.threadFactory(), scheduler);
  }

  /**
   * Returns threads made by {@code factory}, which must return a new thread each time, not started,
   * that runs what it was made for. A factory that throws, or returns null or a thread that was
   * started, loses no task: see {@link WorkerPool#execute(Runnable)}.
   *
   * @throws NullPointerException if {@code factory} is null
   */
  public static WorkerThreads of(ThreadFactory factory) {
    return new WorkerThreads(Kind.CUSTOM, Objects.requireNonNull(factory, "factory"), null);
  }

  /** Returns what this stands for. */
  public Kind kind() {
    return kind;
  }

  /** Returns the factory behind this; {@link #factory(String)} names the threads. */
  public ThreadFactory factory() {
    return factory;
  }

  /**
   * Returns a factory of threads for the workers of one pool. Virtual threads are all named {@code
   * name}: names of their own would cost each some 50 bytes, and {@link Thread#threadId()} tells
   * them apart. Platform threads are named {@code name-1} and so on, custom ones by their factory.
   * So who wants numbers for virtual ones, too, passes {@code Thread.ofVirtual().name("orders-",
   * 1).factory()} to {@link #of(ThreadFactory)}.
   *
   * @throws NullPointerException if {@code name} is null
   */
  public ThreadFactory factory(String name) {
    Objects.requireNonNull(name, "name");
    return switch (kind) {
      case VIRTUAL -> Thread.ofVirtual().name(name).factory();
      case PLATFORM -> Thread.ofPlatform().daemon().name(name + "-", 1).factory();
      case GPM -> named(name);
      case CUSTOM -> factory;
    };
  }

  private ThreadFactory named(String name) {
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setName(name);
      return thread;
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case VIRTUAL -> "virtual";
      case PLATFORM -> "platform";
      case GPM -> "gpm(" + scheduler + ")";
      case CUSTOM -> "of(" + factory + ")";
    };
  }
}
