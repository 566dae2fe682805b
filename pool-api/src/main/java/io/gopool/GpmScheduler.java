package io.gopool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/**
 * Go's scheduler for virtual threads: goroutines (G: a virtual thread's continuation) run on
 * processors (P: the right to run, with a queue), and machines (M: a platform thread) carry them.
 *
 * <p>It gives virtual threads processors of their own. What they do takes nothing from the rest of
 * the JVM's virtual threads and the other way round, and one that computes or blocks its platform
 * thread loses its processor after {@link Builder#handoffAfter}, so that it holds up no other.
 *
 * <pre>{@code
 * try (GpmScheduler scheduler = GpmScheduler.builder("reports").processors(2).build()) {
 *   Thread t = scheduler.threadFactory().newThread(() -> report(order));
 *   t.start();
 * }                                      // waits for the virtual threads
 * }</pre>
 *
 * <p>It uses internals of the JDK and so works only where {@link #isSupported()} says so: on the
 * JDKs it knows, and with {@code --add-opens java.base/java.lang=ALL-UNNAMED}. Anything else is as
 * usual on these virtual threads: parking, sleeping, monitors, sockets, interrupts, thread locals.
 *
 * <p>A virtual thread that is started by one of this scheduler's without naming a scheduler (with
 * {@code Thread.startVirtualThread}, say) inherits the scheduler. It is run by it and is counted
 * while it is runnable or running; but {@link #close} does not wait for it, it goes on on the JDK's
 * scheduler then.
 *
 * <p>All methods are thread-safe. The algorithm is that of Go's {@code runtime/proc.go}.
 */
public interface GpmScheduler extends AutoCloseable {

  /** Returns whether schedulers can be built in this JVM. */
  static boolean isSupported() {
    return unsupportedReason().isEmpty();
  }

  /** Returns why not and what to add, word for word; empty if {@link #isSupported()}. */
  static Optional<String> unsupportedReason() {
    SchedulerProvider provider = Providers.SCHEDULERS.find();
    return provider == null
        ? Optional.of(Providers.SCHEDULERS.missing())
        : Optional.ofNullable(provider.unsupportedReason());
  }

  /**
   * Returns the scheduler that all of the JVM may share: built at the first call, with a processor
   * for each available processor, never closed ({@link #close} has no effect on it). So its threads
   * keep the class loader of this library for as long as the JVM lives: an application that is
   * taken out of a JVM that goes on had better build its own and close it.
   *
   * @throws UnsupportedOperationException if not {@link #isSupported()}, with the reason
   * @throws IllegalStateException if there is no implementation on the class path
   */
  static GpmScheduler shared() {
    return Providers.SCHEDULERS.get().shared();
  }

  /**
   * Returns a builder.
   *
   * @param name names the scheduler in threads, messages and metrics; need not be unique
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if there is no implementation on the class path
   */
  static Builder builder(String name) {
    return Providers.SCHEDULERS.get().newSchedulerBuilder(name);
  }

  /**
   * Makes a call that is known to block its platform thread (native code, a file, a long
   * computation): the processor is handed on at once, not only when it is noticed. Afterwards the
   * caller goes on at once if a processor is free, and else when its turn has come, as Go does
   * around a system call. On any other thread, and on a nested call, it just makes the call.
   *
   * @return what the call returned
   * @throws NullPointerException if {@code call} is null
   * @throws Exception what the call threw
   */
  static <T> T blocking(Callable<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    SchedulerProvider provider = Providers.SCHEDULERS.find();
    return provider == null ? call.call() : provider.blocking(call);
  }

  /** Returns the name. */
  String name();

  /**
   * Returns a factory of unnamed virtual threads that run on this scheduler. They are as those of
   * {@code Thread.ofVirtual().factory()} in all else.
   *
   * <p>After {@link #close} it throws {@link java.util.concurrent.RejectedExecutionException}. A
   * thread made before and started after runs on the JDK's scheduler.
   */
  ThreadFactory threadFactory();

  /**
   * Returns a factory of virtual threads named {@code prefix} and a number, from 1.
   *
   * @throws NullPointerException if {@code prefix} is null
   */
  ThreadFactory threadFactory(String prefix);

  /** Returns the number of processors: how many virtual threads run at once, stuck ones aside. */
  int processors();

  /**
   * Changes the number of processors, live, both ways (Go's {@code GOMAXPROCS}). A processor that
   * has to go does so when the virtual thread on it parks, yields, ends, or loses it for being
   * stuck.
   *
   * @throws IllegalArgumentException if not in [1, 256]
   */
  void resize(int processors);

  /** Returns a snapshot, taken without stopping anything: see {@link SchedulerStats}. */
  SchedulerStats stats();

  /**
   * Has an observer told what the scheduler does from now on, until the observation is closed.
   *
   * @throws NullPointerException if {@code observer} is null
   * @throws IllegalArgumentException if the observer is attached already
   */
  Observation observe(SchedulerObserver observer);

  /**
   * Waits until its virtual threads have ended, then lets the machines go. The factories make no
   * more threads from the moment of the call.
   *
   * <p>If interrupted while waiting it closes without waiting any longer, with the interrupt status
   * set. Virtual threads that live on then are run by the JDK's scheduler from their next step on.
   * Has no effect on a closed scheduler and on {@link #shared()}.
   *
   * @throws IllegalStateException if called by one of its own virtual threads, which would wait for
   *     itself
   */
  @Override
  void close();

  /**
   * Closes as {@link #close()} but waits for at most {@code timeout}. A virtual thread that has not
   * ended by then is neither interrupted nor lost: from its next step on (when it is woken, or
   * yields) it runs on the JDK's scheduler; one that never ends keeps its platform thread, a daemon
   * by default. Has no effect on {@link #shared()}, and returns false.
   *
   * @return whether all its virtual threads have ended
   * @throws NullPointerException if {@code timeout} is null
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws IllegalStateException if called by one of its own virtual threads
   */
  boolean close(Duration timeout);

  /**
   * Collects the settings. A setter rejects a bad value at once. Not thread-safe; may build more
   * than one scheduler.
   */
  interface Builder {

    /**
     * Sets the number of processors; the default is the number of available processors (at most
     * 256).
     *
     * @throws IllegalArgumentException if not in [1, 256]
     */
    Builder processors(int p);

    /**
     * Sets how many machines (platform threads) there may be; the default is 10,000 as in Go. When
     * a further one is needed, it is an error in the log and in {@link SchedulerStats}; what is
     * runnable waits until a machine becomes free.
     *
     * @throws IllegalArgumentException if not in [1, 10000]
     */
    Builder maxMachines(int m);

    /**
     * Sets how long a virtual thread may keep its processor without parking or yielding before the
     * processor goes to another machine; the default is 10 ms as in Go. It is noticed up to half as
     * much later.
     *
     * @throws IllegalArgumentException if not in [100 us, 1 hour]
     */
    Builder handoffAfter(Duration d);

    /**
     * Sets how long a machine beyond the number of processors stays without work; the default is 10
     * s.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder idleMachineExpiry(Duration d);

    /**
     * Sets whether the platform threads are daemons; the default is true. An open scheduler whose
     * threads are not keeps the JVM alive.
     */
    Builder daemon(boolean daemon);

    /**
     * Builds a scheduler.
     *
     * @throws UnsupportedOperationException if not {@link #isSupported()}, with the reason
     */
    GpmScheduler build();
  }
}
