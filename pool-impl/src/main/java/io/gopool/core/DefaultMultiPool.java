package io.gopool.core;

import io.gopool.EventBus;
import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolDump;
import io.gopool.PoolObserver;
import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.time.Durations;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Spreads tasks over pools, which share one family of workers. A method that may wait keeps this,
 * and with it the pools, reachable until it is done: see {@link LeakDetector}.
 */
final class DefaultMultiPool extends PoolExecutor implements MultiPool {

  private final LoadBalancing strategy;
  private final List<DefaultWorkerPool> pools;
  private final MultiLifecycle lifecycle;
  private final AtomicInteger turn = new AtomicInteger();

  DefaultMultiPool(String name, LoadBalancing strategy, List<DefaultWorkerPool> pools) {
    super(name);
    this.strategy = strategy;
    this.pools = List.copyOf(pools);
    lifecycle = new MultiLifecycle(this.pools);
  }

  @Override
  public List<WorkerPool> pools() {
    return List.copyOf(pools);
  }

  @Override
  PoolCore core() {
    return pools.getFirst().core();
  }

  // ---- submission
  // --------------------------------------------------------------------------------

  @Override
  public void execute(Runnable task) {
    executePrepared(prepare(Objects.requireNonNull(task, "task")));
  }

  @Override
  void executePrepared(Runnable task) {
    try {
      if (!offerToAny(task)) {
        leastLoaded(null).core().gate.execute(task);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public boolean tryExecute(Runnable task) {
    Runnable prepared = prepare(Objects.requireNonNull(task, "task"));
    return offerToAny(prepared) || rejected(task);
  }

  @Override
  public boolean tryExecute(Runnable task, Duration maxWait) throws InterruptedException {
    Objects.requireNonNull(task, "task");
    long nanos = Durations.nanosToWait(maxWait, "maxWait");
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before pool '" + name() + "' admitted the task");
    }
    Runnable prepared = prepare(task);
    try {
      return offerToAny(prepared) || leastLoaded(null).core().gate.offer(prepared, nanos);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private boolean rejected(Runnable task) {
    core().rejected(task, RejectReason.FULL);
    return false;
  }

  @Override
  boolean admit(PoolFuture<?> task, long nanos, BooleanSupplier giveUp)
      throws InterruptedException {
    try {
      return offerToAny(task) || leastLoaded(null).core().gate.execute(task, nanos, giveUp);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Tries the chosen pool, then the least loaded other one, then all. */
  private boolean offerToAny(Runnable task) {
    DefaultWorkerPool chosen = choose();
    if (chosen.core().gate.offer(task)) {
      return true;
    }
    if (pools.size() == 1) {
      return false;
    }
    DefaultWorkerPool second = leastLoaded(chosen);
    if (second.core().gate.offer(task)) {
      return true;
    }
    for (DefaultWorkerPool pool : pools) {
      if (pool != chosen && pool != second && pool.core().gate.offer(task)) {
        return true;
      }
    }
    return false;
  }

  private DefaultWorkerPool choose() {
    return switch (strategy) {
      case ROUND_ROBIN -> pools.get(Math.floorMod(turn.getAndIncrement(), pools.size()));
      case LEAST_RUNNING -> leastLoaded(null);
      case POWER_OF_TWO_CHOICES -> lessLoadedOfTwo();
    };
  }

  private DefaultWorkerPool lessLoadedOfTwo() {
    int n = pools.size();
    if (n == 1) {
      return pools.getFirst();
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int a = random.nextInt(n);
    int b = (a + 1 + random.nextInt(n - 1)) % n;
    return load(pools.get(b)) < load(pools.get(a)) ? pools.get(b) : pools.get(a);
  }

  private DefaultWorkerPool leastLoaded(@Nullable DefaultWorkerPool except) {
    DefaultWorkerPool best = null;
    int least = Integer.MAX_VALUE;
    for (DefaultWorkerPool pool : pools) {
      int load = load(pool);
      if (pool != except && (best == null || load < least)) {
        best = pool;
        least = load;
      }
    }
    return Objects.requireNonNull(best);
  }

  private static int load(DefaultWorkerPool pool) {
    return pool.core().permits.inFlight() + pool.waiting();
  }

  // ---- counts
  // ------------------------------------------------------------------------------------

  private int sum(ToIntFunction<WorkerPool> count) {
    return (int) Math.min(Integer.MAX_VALUE, pools.stream().mapToLong(count::applyAsInt).sum());
  }

  @Override
  public int capacity() {
    return sum(WorkerPool::capacity);
  }

  @Override
  public int running() {
    return sum(WorkerPool::running);
  }

  @Override
  public int idle() {
    return sum(WorkerPool::idle);
  }

  @Override
  public int free() {
    return sum(WorkerPool::free);
  }

  @Override
  public int queued() {
    return sum(WorkerPool::queued);
  }

  @Override
  public int waiting() {
    return sum(WorkerPool::waiting);
  }

  @Override
  public PoolStats stats() {
    List<PoolStats> all = pools.stream().map(WorkerPool::stats).toList();
    return new PoolStats(
        name(),
        state(),
        sumOf(all, PoolStats::capacity),
        sumOf(all, PoolStats::queueCapacity),
        sumOf(all, PoolStats::running),
        sumOf(all, PoolStats::idle),
        sumOf(all, PoolStats::queued),
        sumOf(all, PoolStats::waiting),
        total(all, PoolStats::submitted),
        total(all, PoolStats::completed),
        total(all, PoolStats::failed),
        total(all, PoolStats::cancelled),
        totals(all, PoolStats::rejections),
        total(all, PoolStats::spawned),
        totals(all, PoolStats::retirements),
        total(all, PoolStats::stolen));
  }

  @Override
  public PoolDump dump() {
    return Dump.of(stats(), pools.stream().map(DefaultWorkerPool::core).toList());
  }

  private static long total(List<PoolStats> all, ToLongFunction<PoolStats> count) {
    return all.stream().mapToLong(count).sum();
  }

  private static <K> Map<K, Long> totals(
      List<PoolStats> all, Function<PoolStats, Map<K, Long>> counts) {
    Map<K, Long> totals = new HashMap<>();
    all.forEach(stats -> counts.apply(stats).forEach((k, n) -> totals.merge(k, n, Long::sum)));
    return totals;
  }

  private static int sumOf(List<PoolStats> all, ToIntFunction<PoolStats> count) {
    return (int) Math.min(Integer.MAX_VALUE, total(all, count::applyAsInt));
  }

  @Override
  public Observation observe(PoolObserver observer) {
    Objects.requireNonNull(observer, "observer");
    List<Observation> parts = new ArrayList<>();
    try {
      pools.forEach(pool -> parts.add(pool.observe(observer)));
    } catch (Throwable t) {
      parts.forEach(Observation::close);
      throw t;
    }
    return () -> parts.forEach(Observation::close);
  }

  @Override
  public @Nullable EventBus events() {
    return null;
  }

  @Override
  void drainEvents(Deadline deadline) {
    pools.forEach(pool -> pool.drainEvents(deadline));
  }

  // ---- life
  // --------------------------------------------------------------------------------------

  @Override
  public State state() {
    return lifecycle.state();
  }

  @Override
  public void resize(int capacity) {
    lifecycle.resize(capacity);
  }

  @Override
  public boolean release(Duration timeout) throws InterruptedException {
    long nanos = Durations.nanosToWait(timeout, "timeout");
    try {
      shutdown();
      if (awaitDrained(nanos)) {
        return true;
      }
      stop();
      return false;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void reboot() {
    lifecycle.reboot();
  }

  @Override
  public void shutdown() {
    lifecycle.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return lifecycle.shutdownNow();
  }

  @Override
  void stop() {
    lifecycle.stop();
  }

  @Override
  boolean awaitDrained(long nanos) throws InterruptedException {
    return lifecycle.awaitDrained(new Deadline(nanos));
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    Deadline deadline = new Deadline(unit.toNanos(timeout));
    for (DefaultWorkerPool pool : pools) {
      if (!pool.awaitTermination(deadline.left(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "MultiPool[" + name() + " " + strategy + " " + pools + "]";
  }
}
