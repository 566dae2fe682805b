package io.gopool;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;

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
    /** Whatever a given factory makes. */
    CUSTOM
  }

  private static final WorkerThreads VIRTUAL =
      new WorkerThreads(Kind.VIRTUAL, Thread.ofVirtual().factory());
  private static final WorkerThreads PLATFORM =
      new WorkerThreads(Kind.PLATFORM, Thread.ofPlatform().daemon().factory());

  private final Kind kind;
  private final ThreadFactory factory;

  private WorkerThreads(Kind kind, ThreadFactory factory) {
    this.kind = kind;
    this.factory = factory;
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
   * Returns threads made by {@code factory}. A factory that throws or returns null loses no task:
   * see {@link WorkerPool#execute}.
   *
   * @throws NullPointerException if {@code factory} is null
   */
  public static WorkerThreads of(ThreadFactory factory) {
    return new WorkerThreads(Kind.CUSTOM, Objects.requireNonNull(factory, "factory"));
  }

  /** Returns what this stands for. */
  public Kind kind() {
    return kind;
  }

  /** Returns the factory behind this; the pool names the threads of the two built-in kinds. */
  public ThreadFactory factory() {
    return factory;
  }

  @Override
  public String toString() {
    return kind == Kind.CUSTOM
        ? "of(" + factory + ")"
        : kind.name().toLowerCase(java.util.Locale.ROOT);
  }
}
