package io.gopool.core;

import io.gopool.Instrument;
import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.WorkerPool;
import io.gopool.queue.ThreadTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of several pools behind one. */
final class MultiPoolBuilder implements MultiPool.Builder {

  private static final int MAX_POOLS = 1024;

  private final String name;
  private int pools = 2;
  private @Nullable Integer capacity;
  private LoadBalancing strategy = LoadBalancing.ROUND_ROBIN;
  private UnaryOperator<WorkerPool.Builder> settings = UnaryOperator.identity();

  MultiPoolBuilder(String name) {
    this.name = PoolBuilder.requireName(name);
  }

  @Override
  public MultiPool.Builder pools(int n) {
    if (n < 1 || n > MAX_POOLS) {
      throw new IllegalArgumentException("pools must be in [1, " + MAX_POOLS + "], was " + n);
    }
    pools = n;
    return this;
  }

  @Override
  public MultiPool.Builder capacityPerPool(int n) {
    new PoolBuilder(name).capacity(n); // checks it
    capacity = n;
    return this;
  }

  @Override
  public MultiPool.Builder loadBalancing(LoadBalancing by) {
    strategy = Objects.requireNonNull(by, "strategy");
    return this;
  }

  @Override
  public MultiPool.Builder each(UnaryOperator<WorkerPool.Builder> forEach) {
    settings = Objects.requireNonNull(forEach, "settings");
    return this;
  }

  @Override
  public MultiPool build() {
    ThreadTable<Worker> family = Crew.newFamily();
    List<DefaultWorkerPool> built = new ArrayList<>(pools);
    try {
      for (int i = 0; i < pools; i++) {
        built.add(buildOne(name + "-" + i, family));
      }
    } catch (Throwable t) {
      built.forEach(WorkerPool::shutdown);
      throw t;
    }
    built.forEach(Instrument::tell);
    return new DefaultMultiPool(name, strategy, built);
  }

  private DefaultWorkerPool buildOne(String poolName, ThreadTable<Worker> family) {
    PoolBuilder builder = new PoolBuilder(poolName);
    if (capacity != null) {
      builder.capacity(capacity);
    }
    if (settings.apply(builder) != builder) {
      throw new IllegalArgumentException(
          "each(settings) must return the builder it was given, after setting it");
    }
    return builder.build(family);
  }
}
