package io.gopool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs at most {@code capacity} tasks at once on workers that it reuses. A full pool blocks its
 * submitters, first come, first served, or rejects: see {@link Admission}. It is meant for many
 * small or blocking tasks that need a hard limit and backpressure.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.builder("fetch").capacity(1_000).build()) {
 *   for (URI uri : uris) {
 *     pool.execute(() -> fetch(uri));   // blocks while 1,000 are running
 *   }
 * }                                     // waits for the rest
 * }</pre>
 *
 * <p><b>Bound.</b> At every instant at most {@code capacity} tasks run and at most {@code
 * queueCapacity} further admitted ones wait, through {@link #resize} too: after a shrink the tasks
 * that were admitted before end in peace, and none is admitted until they are below the new bound.
 *
 * <p><b>Nested use.</b> A task may use its own pool and cannot deadlock on its bound: at capacity
 * its submission runs inline instead of blocking, and waiting for a future or a {@link TaskGroup}
 * of the same pool, or in its {@code invokeAll} and {@code invokeAny}, runs the awaited task if
 * nobody has started it. The pool does not see other ways to wait, such as a latch or {@code
 * CompletableFuture.join()}: what they wait for may be queued behind the one that waits.
 *
 * <p><b>Tasks</b> see a thread without interrupt status and with the worker's own name, whatever
 * the task before did. There is no promise of an order between tasks.
 *
 * <p>All methods are thread-safe. Memory effects are those of {@link ExecutorService}.
 */
public interface WorkerPool extends ExecutorService {

  /**
   * Returns a builder.
   *
   * @param name names the pool in threads, messages and metrics; need not be unique
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if there is no implementation on the class path
   */
  static Builder builder(String name) {
    return Providers.POOLS.get().newPoolBuilder(name);
  }

  /** Returns the name. */
  String name();

  /**
   * Runs a task some time in the future. At capacity the {@link Admission} policy decides: by
   * default the call blocks until the task is admitted. If the thread is interrupted while it is
   * blocked the task is withdrawn, the interrupt status is set and a {@link
   * PoolOverloadedException} is thrown; use {@link #tryExecute(Runnable, Duration)} to get an
   * {@link InterruptedException} instead.
   *
   * <p>If a worker thread is needed and cannot be started, the task waits for one of the living
   * workers; without any the error is thrown here and the task is not admitted.
   *
   * @throws NullPointerException if {@code task} is null
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pool was shut down
   */
  @Override
  void execute(Runnable task);

  /**
   * Runs a task as {@link #execute(Runnable)} does, under a name for observers and dumps: see
   * {@link ObservedTask#name}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pool was shut down
   */
  void execute(String name, Runnable task);

  /**
   * Runs a task with a future as {@link #submit(Runnable)} does, under a name for observers and
   * dumps.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pool was shut down
   */
  Future<?> submit(String name, Runnable task);

  /**
   * Runs a task with a result as {@link #submit(Callable)} does, under a name for observers and
   * dumps.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pool was shut down
   */
  <T extends @Nullable Object> Future<T> submit(String name, Callable<T> task);

  /**
   * Runs a task if there is a slot right now. Never waits, never runs it inline.
   *
   * @return false if the pool is full; the task will not run
   * @throws NullPointerException if {@code task} is null
   * @throws PoolClosedException if the pool was shut down
   */
  boolean tryExecute(Runnable task);

  /**
   * Runs a task if there is a slot within {@code maxWait}, whatever the admission policy. Called by
   * a task of this pool it runs the task inline at capacity, and does not wait.
   *
   * @param maxWait zero means not to wait
   * @return false if the pool stayed full, or if too many submitters are blocked already; the task
   *     will not run
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code maxWait} is negative
   * @throws InterruptedException if the thread is interrupted before the task is admitted; it will
   *     not run
   * @throws PoolClosedException if the pool was shut down
   */
  boolean tryExecute(Runnable task, Duration maxWait) throws InterruptedException;

  /** Returns a new group of tasks that are awaited together. */
  TaskGroup group();

  /**
   * Returns a view of this pool that runs one function on many arguments.
   *
   * @throws NullPointerException if {@code body} is null
   */
  <T> FunctionPool<T> function(Consumer<? super T> body);

  /** Returns the most tasks that may run at once; {@link Integer#MAX_VALUE} if unbounded. */
  int capacity();

  /**
   * Returns the number of tasks that hold one of the {@link #capacity} slots: they run, or are on
   * their way to a worker. Like all counts a reading of a moving pool.
   */
  int running();

  /** Returns the number of workers without work. */
  int idle();

  /** Returns the number of slots that no task holds. */
  int free();

  /** Returns the number of admitted tasks beyond the slots; at most {@code queueCapacity}. */
  int queued();

  /** Returns the number of submitters that are blocked. */
  int waiting();

  /**
   * Changes the capacity, live. Growing admits blocked submitters at once. Shrinking interrupts
   * nothing and returns at once; surplus workers leave when their task ends. Allowed in every
   * state.
   *
   * @throws IllegalArgumentException if {@code capacity} is below 1, is {@link Integer#MAX_VALUE},
   *     or above 2^20 with platform threads
   * @throws UnsupportedOperationException if the pool is unbounded
   */
  void resize(int capacity);

  /**
   * Shuts the pool down and waits until everything that was admitted has run, for at most {@code
   * timeout}; then interrupts what still runs and cancels what never ran, without waiting for it.
   *
   * <p>A worker of this pool may call it, and {@link #close}. It then does not wait for its own
   * task; it runs queued ones meanwhile, and looks at the time between them. If another worker
   * reboots the pool the wait is over.
   *
   * @return true if everything ran in time
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException if interrupted while waiting; the pool stays {@link
   *     State#DRAINING}
   */
  boolean release(Duration timeout) throws InterruptedException;

  /**
   * Makes a {@link State#CLOSED} pool serve again, with the settings it has. Does nothing if it is
   * {@link State#OPEN}. A worker of the pool may call it while the pool is {@link State#DRAINING}:
   * its own task keeps the pool from closing.
   *
   * <p>If a {@link Builder#preStart} worker cannot be started the error is thrown, and the pool is
   * open all the same.
   *
   * @throws IllegalStateException if the pool is still draining
   */
  void reboot();

  /** Returns the state. */
  State state();

  /** Returns a snapshot; see {@link PoolStats} for how consistent it is. */
  PoolStats stats();

  /**
   * Has an observer told what the pool does from now on, until the observation is closed. Of what
   * is under way it sees the rest. A {@link MultiPool} attaches it to each of its pools.
   *
   * @throws NullPointerException if {@code observer} is null
   * @throws IllegalArgumentException if the observer is attached already
   */
  Observation observe(PoolObserver observer);

  /**
   * Returns what the pool is doing in detail: who runs, what is queued, who waits to submit, each
   * with its stack, and the circle of tasks that wait for each other if there is one. It may be
   * taken at any time by any thread and changes nothing; nobody waits for it, but for the
   * microseconds in which a thread's stack is read. It is bounded, see {@link PoolDump}.
   */
  PoolDump dump();

  /**
   * Returns the bus of the pool's own {@linkplain Builder#listener listeners}, null if it has none.
   * A {@link MultiPool} has one in each of its pools, and none itself.
   */
  @Nullable EventBus events();

  /**
   * Shuts the pool down, interrupts what runs and hands back what does not.
   *
   * <p>A task that has a slot counts as running, even if no worker has come to it yet: it will
   * start, interrupted. What is handed back are the tasks that were {@link #queued()}. Their
   * futures stay open, because the caller may run them or cancel them; but those of a {@link
   * TaskGroup} or of {@code invokeAll} and {@code invokeAny} are cancelled, because somebody waits
   * for them.
   *
   * @return the tasks as they were submitted (futures for those submitted with {@code submit})
   */
  @Override
  List<Runnable> shutdownNow();

  /**
   * Waits until the pool is {@link State#CLOSED} and no worker thread lives.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted while waiting
   */
  @Override
  boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * Waits as {@link #awaitTermination(long, TimeUnit)} does.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted while waiting
   */
  default boolean awaitTermination(Duration timeout) throws InterruptedException {
    return awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * Collects the settings of a {@link WorkerPool}. A setter rejects its own bad value at once,
   * {@link #build} rejects bad combinations. Not thread-safe; may build more than one pool.
   */
  interface Builder {

    /**
     * Sets the most tasks that may run at once; the default is 1,024.
     *
     * @throws IllegalArgumentException if below 1, or {@link Integer#MAX_VALUE}: that is {@link
     *     #unbounded()}
     */
    Builder capacity(int capacity);

    /** Sets no limit on the tasks that may run at once. */
    Builder unbounded();

    /**
     * Sets how many admitted tasks may wait for a slot before submitters block; the default is 0.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder queueCapacity(int tasks);

    /** Sets what happens at capacity; the default is {@link Admission#block()}. */
    Builder admission(Admission policy);

    /**
     * Sets how many submitters may be blocked at once; further ones are refused. The default is no
     * limit.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder maxBlockedSubmitters(int n);

    /**
     * Sets the number of queues that tasks are spread over; the default is the number of available
     * processors (at most 256).
     *
     * @throws IllegalArgumentException if not in [1, 256]
     */
    Builder processors(int p);

    /** Sets the kind of worker threads; the default is {@link WorkerThreads#virtual()}. */
    Builder threads(WorkerThreads kind);

    /**
     * Sets how long a worker may be idle before it leaves; the default is 60 seconds. Zero means
     * that workers never idle. Durations of 292 years and more are {@link #noIdleExpiry()}.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder idleExpiry(Duration d);

    /** Lets idle workers stay for ever; {@link #maxIdle} still bounds their number. */
    Builder noIdleExpiry();

    /**
     * Sets how many workers may be idle at once; further ones leave when they find no work. The
     * default is 64, or {@link #preStart} if that is more.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder maxIdle(int n);

    /**
     * Sets how many workers {@link #build} (and {@link WorkerPool#reboot}) starts; the default is
     * 0. With an {@link #idleExpiry} of zero they leave at once.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder preStart(int n);

    /**
     * Has a worker run what its own tasks have submitted newest first, while other workers take the
     * oldest. Without it tasks are run in the order of their submission, as far as one worker sees
     * it.
     *
     * <p>For tasks that submit tasks that submit tasks: a tree is worked off branch by branch, so
     * that few of its tasks are queued at once and what they share is still in the cache. Not for a
     * pool from whose tasks others are submitted in an order that matters. Tasks from outside are
     * run in their order, and now and then the oldest of all, so that none waits for ever. A worker
     * remembers its latest 256 submissions; a {@linkplain java.util.concurrent.ForkJoinPool
     * fork/join pool} that is not in {@code asyncMode} does the same without that bound.
     */
    Builder depthFirst();

    /** Sets who is told of exceptions that leave executed tasks; the default logs them. */
    Builder exceptionHandler(TaskExceptionHandler h);

    /**
     * Sets a function that wraps each task, called by the submitter before admission: the place to
     * carry context over. An exception from it goes to the submitter. The default is none.
     */
    Builder taskDecorator(UnaryOperator<Runnable> d);

    /**
     * Adds an observer, as {@link WorkerPool#observe} does, for everything from the start on.
     *
     * @throws IllegalArgumentException if it was added before
     */
    Builder observer(PoolObserver o);

    /**
     * Adds a listener, which is told what the pool does by the event thread of the pool's own
     * {@link EventBus}. Needs the Disruptor at run time. {@link WorkerPool#close} waits until the
     * listeners were told everything, but no longer than 5 seconds.
     *
     * @throws IllegalArgumentException if it was added before
     * @throws IllegalStateException if {@code com.lmax:disruptor} is not on the class path
     */
    Builder listener(PoolListener l);

    /**
     * Sets the bus of the pool's listeners up: the size of its ring, which events it carries.
     * Without a {@link #listener} there is none.
     *
     * @param settings called at once, must return the builder that it is given
     * @throws IllegalArgumentException if it returns another
     * @throws IllegalStateException if {@code com.lmax:disruptor} is not on the class path
     */
    Builder events(UnaryOperator<EventBus.Builder> settings);

    /** Sets the source of time for the expiry of idle workers; the default is the system's. */
    Builder ticker(Ticker t);

    /**
     * Builds a pool, which is {@link State#OPEN}.
     *
     * @throws IllegalArgumentException if {@code preStart} is above {@code capacity} or {@code
     *     maxIdle}, or {@code capacity} is above 2^20 with platform threads
     */
    WorkerPool build();
  }
}
