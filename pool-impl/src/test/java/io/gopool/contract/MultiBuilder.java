package io.gopool.contract;

import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.WorkerPool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A {@link WorkerPool.Builder} that builds a {@link MultiPool} with the bounds that were asked for
 * in sum: what a pool of capacity 3 promises, pools of 2 and 1 promise together.
 *
 * <p>The least loaded pool is chosen, so that a task finds the free slot wherever it is. With a
 * capacity of 1 there is one pool.
 */
final class MultiBuilder {

  private static final int MAX_POOLS = 3;

  private final PoolKind kind;
  private final List<Consumer<WorkerPool.Builder>> settings = new ArrayList<>();
  private int capacity = 1_024;
  private int queueCapacity;
  private int preStart;

  private MultiBuilder(PoolKind kind) {
    this.kind = kind;
  }

  /** A proxy, so that a new setter needs nothing here. */
  static WorkerPool.Builder of(PoolKind kind) {
    MultiBuilder self = new MultiBuilder(kind);
    return (WorkerPool.Builder)
        Proxy.newProxyInstance(
            MultiBuilder.class.getClassLoader(),
            new Class<?>[] {WorkerPool.Builder.class},
            (proxy, method, args) -> {
              switch (method.getName()) {
                case "capacity" -> self.capacity = (int) args[0];
                case "queueCapacity" -> self.queueCapacity = (int) args[0];
                case "preStart" -> self.preStart = (int) args[0];
                case "build" -> {
                  return self.build();
                }
                default -> self.settings.add(builder -> apply(method, builder, args));
              }
              return proxy;
            });
  }

  private MultiPool build() {
    int pools = Math.min(MAX_POOLS, capacity);
    Iterator<Integer> capacities = shares(capacity, pools);
    Iterator<Integer> queueCapacities = shares(queueCapacity, pools);
    Iterator<Integer> preStarts = shares(preStart, pools);
    return MultiPool.builder("contract-multi-" + kind)
        .pools(pools)
        .loadBalancing(LoadBalancing.LEAST_RUNNING)
        .each(
            builder -> {
              builder.threads(kind.threads());
              settings.forEach(setting -> setting.accept(builder));
              return builder
                  .capacity(capacities.next())
                  .queueCapacity(queueCapacities.next())
                  .preStart(preStarts.next());
            })
        .build();
  }

  private static void apply(Method method, WorkerPool.Builder builder, Object[] args) {
    try {
      method.invoke(builder, args);
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Splits a number as evenly as it goes, the larger parts first. */
  private static Iterator<Integer> shares(int n, int parts) {
    return IntStream.range(0, parts).mapToObj(i -> n / parts + (i < n % parts ? 1 : 0)).iterator();
  }
}
