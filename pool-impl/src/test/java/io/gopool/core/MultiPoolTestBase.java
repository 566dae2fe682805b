package io.gopool.core;

import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes pools of pools. */
abstract class MultiPoolTestBase extends CoreFixture {

  final MultiPool multi(int pools, int capacityPerPool) {
    return multi(pools, capacityPerPool, LoadBalancing.ROUND_ROBIN, b -> b);
  }

  final MultiPool multi(
      int pools,
      int capacityPerPool,
      LoadBalancing strategy,
      UnaryOperator<WorkerPool.Builder> settings) {
    return track(
        MultiPool.builder("multi-" + kind)
            .pools(pools)
            .capacityPerPool(capacityPerPool)
            .loadBalancing(strategy)
            .each(b -> settings.apply(b.threads(kind.threads())))
            .build());
  }

  static List<Integer> running(MultiPool pool) {
    return pool.pools().stream().map(WorkerPool::running).toList();
  }

  /** Starts tasks in one of the pools. */
  final void load(MultiPool pool, int index, int tasks) throws InterruptedException {
    for (int i = 0; i < tasks; i++) {
      startBlocker(pool.pools().get(index));
    }
  }

  final Blocker startAny(MultiPool pool) throws InterruptedException {
    return startBlocker(pool);
  }
}
