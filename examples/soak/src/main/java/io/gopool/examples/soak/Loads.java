package io.gopool.examples.soak;

import io.gopool.Admission;
import io.gopool.GpmScheduler;
import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The pools of a soak: of each kind of thread, of each policy, watched, by key, with faults. */
final class Loads {

  private Loads() {}

  static List<Load> all(SplittableRandom random) {
    List<Load> loads = new ArrayList<>(pools(random));
    loads.add(Watched.load(pool("watched", 1_000).capacity(16), random.split()));
    loads.add(new KeyedLoad("keyed", random.split()));
    if (GpmScheduler.isSupported()) {
      loads.add(OnScheduler.load(pool("gpm", 1_000).capacity(16), random.split()));
    }
    return loads;
  }

  private static List<Load> pools(SplittableRandom random) {
    return List.of(
        new PoolLoad(
            pool("tiny", 10_000).capacity(64).build(), PoolLoad.Trouble.NONE, random.split()),
        new PoolLoad(
            pool("platform", 1_000).capacity(4).threads(WorkerThreads.platform()).build(),
            PoolLoad.Trouble.RESIZES,
            random.split()),
        new PoolLoad(
            pool("expiring", 100)
                .capacity(8)
                .idleExpiry(Duration.ofMillis(10))
                .admission(Admission.callerRuns())
                .build(),
            PoolLoad.Trouble.REBOOTS,
            random.split()),
        new PoolLoad(
            MultiPool.builder("multi")
                .pools(3)
                .capacityPerPool(4)
                .loadBalancing(LoadBalancing.POWER_OF_TWO_CHOICES)
                .each(b -> b.queueCapacity(100).exceptionHandler((task, failure) -> {}))
                .build(),
            PoolLoad.Trouble.RESIZES,
            random.split()),
        new PoolLoad(faulty(), PoolLoad.Trouble.REBOOTS, random.split()),
        new PoolLoad(
            pool("depth-first", 1_000).capacity(16).depthFirst().build(),
            PoolLoad.Trouble.RESIZES,
            random.split()));
  }

  private static WorkerPool.Builder pool(String name, int queueCapacity) {
    return WorkerPool.builder(name)
        .queueCapacity(queueCapacity)
        .exceptionHandler((task, failure) -> {});
  }

  /** Thread starts fail, and every hook throws now and then. */
  private static WorkerPool faulty() {
    ThreadFactory plain = Thread.ofVirtual().name("faulty-worker-", 1).factory();
    return pool("faulty", 100)
        .capacity(8)
        .threads(
            WorkerThreads.of(
                task -> {
                  fails(8);
                  return plain.newThread(task);
                }))
        .taskDecorator(
            task -> {
              fails(10_000);
              return task;
            })
        .exceptionHandler((task, failure) -> fails(2))
        .observer(
            new PoolObserver() {
              @Override
              public void workerSpawned(Thread worker) {
                fails(100);
              }

              @Override
              public void taskFinished(
                  ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
                fails(100_000);
              }
            })
        .build();
  }

  private static void fails(int oneIn) {
    if (ThreadLocalRandom.current().nextInt(oneIn) == 0) {
      throw new PlannedFailure();
    }
  }
}
