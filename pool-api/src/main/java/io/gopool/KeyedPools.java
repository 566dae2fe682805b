package io.gopool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small pool for each key (a host, a tenant, an account): at most so many tasks of one key run at
 * once, and, if wished, at most so many over all keys.
 *
 * <pre>{@code
 * try (KeyedPools<String> hosts =
 *     KeyedPools.<String>builder("hosts").capacityPerKey(2).totalCapacity(100).build()) {
 *   for (URI uri : uris) {
 *     hosts.execute(uri.getHost(), () -> check(uri));   // blocks while two of that host run
 *   }
 * }                                                     // waits for the rest
 * }</pre>
 *
 * <p><b>A key's pool</b> is made by the first task of the key, and dropped when the key has been
 * idle for {@link Builder#idleExpiry}. A key is in use, and its pool stays, while a task of it runs
 * or is queued or a submitter is blocked for it. A submission that meets its pool just being
 * dropped goes to a new one: at every instant a key has at most one pool. The counts of dropped
 * pools stay in {@link #stats()}. The pools share their workers, so an idle key costs a few hundred
 * bytes and no thread.
 *
 * <p><b>At most {@link Builder#maxKeys} keys</b> have a pool at once. A further key takes the place
 * of the one that has been idle for the longest. If none is idle, the further key's submissions
 * meet the {@link Admission} policy as those of a full pool do: they wait until a key becomes idle,
 * first come, first served, or are refused, or run in the caller.
 *
 * <p><b>The total.</b> With {@link Builder#totalCapacity} at most that many tasks run at once over
 * all keys. {@link Builder#reservedPerKey} slots of it are each key's own: a task of a key that
 * runs fewer starts at once, whatever the other keys do. That is held back for all {@code maxKeys}
 * keys, so {@code reservedPerKey * maxKeys} must not be above the total. The rest is lent to the
 * keys that want more, one slot at a time: keys that wait stand in a line, first come, first
 * served, and one that got a slot and wants another goes to its end. So none starves, and what one
 * key does not use is at once another's.
 *
 * <p><b>Nested use</b> cannot deadlock. A task that submits to its own key when that is full, or to
 * any key when the total is exhausted, runs the new task inline instead of waiting, and the future
 * or group of a queued one is run by the task that waits for it. A task that submits to
 * <i>another</i> key that is full itself waits for a slot of it, ahead of the submitters outside;
 * so the bound of that key holds. Only when all tasks of that key are waiting as well, in these
 * pools, so that none of them would ever go on, the new task runs inline at once; if some of them
 * go on before it has ended more tasks of the key run than its capacity. And a task that submits to
 * a key without a place, while all places are in use, runs the new task inline at once, whatever
 * the bound of that key: as many tasks of it may run at once as there are tasks that submit to it.
 * As in {@link WorkerPool}, other ways to wait, such as a latch, are not seen.
 *
 * <p>All methods are thread-safe; a key must have a stable {@code equals} and {@code hashCode}, and
 * is kept for as long as its pool. Memory effects are those of {@link
 * java.util.concurrent.ExecutorService}.
 *
 * @param <K> the type of the keys
 */
public interface KeyedPools<K> extends AutoCloseable {

  /**
   * Returns a builder.
   *
   * @param name names the pools in threads, messages and metrics; need not be unique
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws IllegalStateException if there is no implementation on the class path
   */
  static <K> Builder<K> builder(String name) {
    return Providers.KEYED_POOLS.get().newKeyedPoolsBuilder(name);
  }

  /** Returns the name. */
  String name();

  // ---- submission

  /**
   * Runs a task of the key some time in the future. If the key is full, or the total is and there
   * is no place in the key's queue, the {@link Admission} policy decides: by default the call
   * blocks until the task is admitted. If the thread is interrupted while it is blocked the task is
   * withdrawn, the interrupt status is set and a {@link PoolOverloadedException} is thrown.
   *
   * @throws NullPointerException if an argument is null
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pools were shut down
   */
  void execute(K key, Runnable task);

  /**
   * Runs a task of the key as {@link #execute(Object, Runnable)} does, under a name for observers:
   * see {@link ObservedTask#name}. They see what a worker runs without a pause as one task, with
   * the name of the first: that of a task which gets its slot from the one that ends is not seen,
   * nor that of one which runs inside of another or in its submitter.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException if the policy refuses the task
   * @throws PoolClosedException if the pools were shut down
   */
  void execute(K key, String name, Runnable task);

  /**
   * Runs a task of the key if it can be admitted right now. Never waits, never runs it inline.
   *
   * @return false if the key or the total is full, or all places for keys are in use; the task will
   *     not run
   * @throws NullPointerException if an argument is null
   * @throws PoolClosedException if the pools were shut down
   */
  boolean tryExecute(K key, Runnable task);

  /**
   * Runs a task of the key if it can be admitted within {@code maxWait}, whatever the admission
   * policy. Called by a task of these pools it runs the task inline, as nested use does.
   *
   * @param maxWait zero means not to wait
   * @return false if the time ran out; the task will not run
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code maxWait} is negative
   * @throws InterruptedException if the thread is interrupted before the task is admitted; it will
   *     not run
   * @throws PoolClosedException if the pools were shut down
   */
  boolean tryExecute(K key, Runnable task, Duration maxWait) throws InterruptedException;

  /**
   * Runs a task of the key whose result is null; otherwise as {@link #submit(Object, Callable)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws PoolOverloadedException as {@link #execute}
   * @throws PoolClosedException if the pools were shut down
   */
  Future<?> submit(K key, Runnable task);

  /**
   * Runs a task of the key, admitted as by {@link #execute}. Cancelling the future of a task that
   * has not started takes it out of the pool.
   *
   * @throws NullPointerException if an argument is null
   * @throws PoolOverloadedException as {@link #execute}
   * @throws PoolClosedException if the pools were shut down
   */
  <T extends @Nullable Object> Future<T> submit(K key, Callable<T> task);

  /**
   * Runs a task of the key with a future as {@link #submit(Object, Runnable)} does, under a name
   * for observers, which see it as {@link #execute(Object, String, Runnable)} says.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException as {@link #execute}
   * @throws PoolClosedException if the pools were shut down
   */
  Future<?> submit(K key, String name, Runnable task);

  /**
   * Runs a task of the key with a result as {@link #submit(Object, Callable)} does, under a name
   * for observers, which see it as {@link #execute(Object, String, Runnable)} says.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code name} is blank
   * @throws PoolOverloadedException as {@link #execute}
   * @throws PoolClosedException if the pools were shut down
   */
  <T extends @Nullable Object> Future<T> submit(K key, String name, Callable<T> task);

  /**
   * Returns a new group of tasks of the key that are awaited together.
   *
   * @throws NullPointerException if {@code key} is null
   */
  TaskGroup group(K key);

  /**
   * Returns a view that executes tasks of one key, for {@link
   * java.util.concurrent.CompletableFuture} and its like. It does not keep the key's pool alive.
   *
   * @throws NullPointerException if {@code key} is null
   */
  Executor executor(K key);

  // ---- size

  /**
   * Changes the capacity of every key, live, and of those to come. Growing admits blocked
   * submitters at once; shrinking interrupts nothing and returns at once.
   *
   * @throws IllegalArgumentException if below 1 or below {@code reservedPerKey}
   */
  void resize(int capacityPerKey);

  /**
   * Changes the capacity of one key, live, for as long as its pool lives.
   *
   * @return false if the key has no pool
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if below 1 or below {@code reservedPerKey}
   */
  boolean resize(K key, int capacity);

  /**
   * Changes the total capacity, live. After a shrink the tasks that run end in peace, and none is
   * lent a slot until fewer than the new bound run.
   *
   * @throws IllegalArgumentException if below 1, below {@code reservedPerKey * maxKeys} or {@link
   *     Integer#MAX_VALUE}
   * @throws UnsupportedOperationException if there is no total capacity
   */
  void resizeTotal(int totalCapacity);

  // ---- counts

  /** Returns the keys that have a pool now; a copy. */
  Set<K> keys();

  /**
   * Returns a snapshot of the key's pool, null if it has none now.
   *
   * @throws NullPointerException if {@code key} is null
   */
  @Nullable KeyStats stats(K key);

  /** Returns a snapshot of each key's pool, in no order; a copy. */
  Map<K, KeyStats> statsPerKey();

  /** Returns a snapshot of all pools that ever were. */
  KeyedStats stats();

  // ---- the end

  /** Returns the state. */
  State state();

  /** Admits nothing more and sends blocked submitters away; what was admitted still runs. */
  void shutdown();

  /**
   * Shuts down, interrupts what runs and hands back what was queued. The futures of what is handed
   * back stay open, because the caller may run them or cancel them; but those of a {@link
   * TaskGroup} are cancelled, because somebody waits for them.
   *
   * @return the tasks as they were submitted (futures for those submitted with {@code submit})
   */
  List<Runnable> shutdownNow();

  /**
   * Waits until the pools are {@link State#CLOSED} and no worker thread lives. A task of these
   * pools waits in vain, for its own end.
   *
   * @return false if the time ran out
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException if interrupted while waiting
   */
  boolean awaitTermination(Duration timeout) throws InterruptedException;

  /**
   * Shuts down and waits until everything that was admitted has run, for at most {@code timeout};
   * then interrupts what still runs and cancels what never ran, without waiting for it. Called by a
   * task of these pools it only shuts down, because it would wait for its own end.
   *
   * @return true if everything ran in time; to a task of these pools always false
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException if interrupted while waiting; the pools stay {@link
   *     State#DRAINING}
   */
  boolean release(Duration timeout) throws InterruptedException;

  /**
   * Shuts down and waits until everything that was admitted has run. If interrupted meanwhile it
   * interrupts what runs, cancels what never ran, and goes on waiting. Called by a task of these
   * pools it only shuts down, because it would wait for its own end.
   */
  @Override
  void close();

  /**
   * Collects the settings of {@link KeyedPools}. A setter rejects its own bad value at once, {@link
   * #build} rejects bad combinations. Not thread-safe; may build more than once.
   *
   * @param <K> the type of the keys
   */
  interface Builder<K> {

    /**
     * Sets the most tasks of one key that may run at once; the default is 8.
     *
     * @throws IllegalArgumentException if below 1
     */
    Builder<K> capacityPerKey(int capacity);

    /**
     * Sets how many admitted tasks of one key may wait for a slot; the default is 0.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder<K> queueCapacityPerKey(int tasks);

    /**
     * Sets how many keys may have a pool at once; the default is 10,000.
     *
     * @throws IllegalArgumentException if below 1
     */
    Builder<K> maxKeys(int keys);

    /**
     * Sets the most tasks that may run at once over all keys; the default is no such bound.
     *
     * @throws IllegalArgumentException if below 1, or {@link Integer#MAX_VALUE}
     */
    Builder<K> totalCapacity(int capacity);

    /**
     * Sets how many slots of the total are each key's own; the default is 0.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder<K> reservedPerKey(int slots);

    /** Sets what happens at capacity; the default is {@link Admission#block()}. */
    Builder<K> admission(Admission policy);

    /**
     * Sets how long a key may be idle before its pool is dropped; the default is 60 seconds. It may
     * stay for some milliseconds longer; zero drops it soon after its last task.
     *
     * @throws IllegalArgumentException if negative
     */
    Builder<K> idleExpiry(Duration d);

    /** Lets the pools of idle keys stay until another key needs the place. */
    Builder<K> noIdleExpiry();

    /** Sets the kind of worker threads; the default is {@link WorkerThreads#virtual()}. */
    Builder<K> threads(WorkerThreads kind);

    /**
     * Sets who is told of exceptions that leave executed tasks; the default logs them, with the
     * key.
     */
    Builder<K> exceptionHandler(TaskExceptionHandler h);

    /**
     * Sets a function that wraps each task, called by the submitter before admission: the place to
     * carry context over. An exception from it goes to the submitter. The default is none.
     */
    Builder<K> taskDecorator(UnaryOperator<Runnable> d);

    /** Sets the source of time for the expiry of idle keys; the default is the system's. */
    Builder<K> ticker(Ticker t);

    /**
     * Builds the pools, which are {@link State#OPEN} and have no thread yet.
     *
     * @throws IllegalArgumentException if {@code reservedPerKey} is set without a {@code
     *     totalCapacity} or is above {@code capacityPerKey}, or {@code reservedPerKey * maxKeys} is
     *     above {@code totalCapacity}
     */
    KeyedPools<K> build();
  }
}
