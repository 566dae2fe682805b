package io.gopool.spring;

import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Keeps the pools by name. The map is copied on each change, so that readers take no lock.
 *
 * <p>The pools of the properties are built with it: what is wrong with one fails the start.
 */
final class DefaultWorkerPools implements WorkerPools, DisposableBean {

  private final PoolFactory factory;
  private final Supplier<List<WorkerPoolsListener>> listeners;
  private final Set<String> configured;
  private final @Nullable String defaultPool;
  private final Object lock = new Object();
  private final List<WorkerPool> closing = new ArrayList<>(); // guarded by the lock
  private volatile Map<String, WorkerPool> pools; // replaced under the lock, never changed
  private boolean stopped; // guarded by the lock

  DefaultWorkerPools(
      GopoolProperties properties,
      PoolFactory factory,
      Supplier<List<WorkerPoolsListener>> listeners) {
    this.factory = factory;
    this.listeners = listeners;
    this.configured = properties.names();
    this.defaultPool = properties.resolveDefaultPool();
    Map<String, WorkerPool> built = new LinkedHashMap<>();
    try {
      properties.pools().forEach((name, p) -> built.put(name, factory.configured(name, p)));
    } catch (Throwable t) {
      built.values().forEach(WorkerPool::shutdown);
      throw t;
    }
    this.pools = Collections.unmodifiableMap(built);
  }

  @Override
  public Set<String> names() {
    return pools.keySet();
  }

  @Override
  public List<WorkerPool> all() {
    return List.copyOf(pools.values());
  }

  @Override
  public Optional<WorkerPool> find(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  @Override
  public WorkerPool get(String name) {
    Map<String, WorkerPool> now = pools;
    WorkerPool pool = now.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(unknown(name, now.keySet()));
    }
    return pool;
  }

  static String unknown(String name, Set<String> names) {
    return "there is no pool '" + name + "'; there " + known(names);
  }

  static String known(Set<String> names) {
    return names.isEmpty() ? "is none" : "are: " + String.join(", ", names);
  }

  @Override
  public WorkerPool defaultPool() {
    if (defaultPool == null) {
      throw new IllegalStateException(
          "there is no default pool; set gopool.default-pool to one of those there "
              + known(configured));
    }
    return get(defaultPool);
  }

  @Override
  public boolean isConfigured(String name) {
    return configured.contains(name);
  }

  @Override
  public WorkerPool create(String name, Consumer<? super WorkerPool.Builder> settings) {
    synchronized (lock) {
      if (stopped) {
        throw new IllegalStateException(
            "pool '" + name + "' is not created: the application is stopping");
      }
      if (pools.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is a pool '" + name + "' already; close it first or choose another name");
      }
      WorkerPool pool = factory.custom(name, settings);
      Deque<WorkerPoolsListener> told = new ArrayDeque<>();
      try {
        for (WorkerPoolsListener listener : listeners.get()) {
          listener.created(pool);
          told.add(listener);
        }
      } catch (Throwable t) {
        pool.shutdown();
        tellRemoved(told, pool);
        throw t;
      }
      Map<String, WorkerPool> next = new LinkedHashMap<>(pools);
      next.put(name, pool);
      pools = Collections.unmodifiableMap(next);
      return pool;
    }
  }

  @Override
  public boolean close(String name, Duration timeout) throws InterruptedException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout must not be negative, was " + timeout + "; use zero not to wait");
    }
    WorkerPool removed = null;
    boolean inTime = false;
    try {
      synchronized (lock) { // until all know, the name is not free
        removed = remove(name);
        tellRemoved(new ArrayDeque<>(listeners.get()), removed);
      }
    } finally {
      if (removed != null) {
        inTime = removed.release(timeout);
      }
    }
    return inTime;
  }

  /** Called under the lock. */
  private WorkerPool remove(String name) {
    WorkerPool pool = get(name);
    if (isConfigured(name)) {
      throw new IllegalArgumentException(
          "pool '"
              + name
              + "' is one of the properties and a bean, which lives as long as the application;"
              + " close the pool itself to stop it, and reboot it to go on");
    }
    Map<String, WorkerPool> next = new LinkedHashMap<>(pools);
    next.remove(name);
    closing.removeIf(removed -> removed.state() == State.CLOSED);
    closing.add(pool);
    pools = Collections.unmodifiableMap(next);
    return pool;
  }

  /** Tells each of them, whatever another one throws. */
  private static void tellRemoved(Deque<WorkerPoolsListener> listeners, WorkerPool pool) {
    WorkerPoolsListener first = listeners.poll();
    if (first != null) {
      try {
        first.removed(pool);
      } finally {
        tellRemoved(listeners, pool);
      }
    }
  }

  /** Creates no more pools until {@link #started}; returns those there are, or still close. */
  List<WorkerPool> stopping() {
    synchronized (lock) {
      stopped = true;
      closing.removeIf(removed -> removed.state() == State.CLOSED);
      List<WorkerPool> living = new ArrayList<>(pools.values());
      living.addAll(closing);
      return living;
    }
  }

  void started() {
    synchronized (lock) {
      stopped = false;
    }
  }

  /** For a context that failed to start: what was drained by the lifecycle is closed already. */
  @Override
  public void destroy() {
    stopping().forEach(WorkerPool::shutdownNow);
  }
}
