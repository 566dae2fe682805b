package io.gopool.examples.benchmarks;

import io.gopool.KeyedPools;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Ways to bound the tasks of each key; with a total also those of all keys together. */
public enum KeyedPeer {

  /** Our pools by key. */
  OURS {
    @Override
    Keyed create(int perKey, int total) {
      KeyedPools.Builder<Integer> builder =
          KeyedPools.<Integer>builder("keyed").capacityPerKey(perKey);
      KeyedPools<Integer> pools = (total == 0 ? builder : builder.totalCapacity(total)).build();
      return new Keyed() {
        @Override
        public void execute(Integer key, Runnable task) {
          pools.execute(key, task);
        }

        @Override
        public void close() {
          pools.close();
        }
      };
    }
  },

  /** A semaphore for each key and one for all, and a virtual thread for each task. */
  SEMAPHORES {
    @Override
    Keyed create(int perKey, int total) {
      Map<Integer, Semaphore> keys = new ConcurrentHashMap<>();
      Semaphore all = new Semaphore(total == 0 ? Integer.MAX_VALUE : total);
      return (key, task) -> {
        Semaphore ofKey = keys.computeIfAbsent(key, k -> new Semaphore(perKey));
        ofKey.acquireUninterruptibly();
        if (total != 0) {
          all.acquireUninterruptibly();
        }
        Thread unused =
            Thread.startVirtualThread(
                () -> {
                  try {
                    task.run();
                  } finally {
                    if (total != 0) {
                      all.release();
                    }
                    ofKey.release();
                  }
                });
      };
    }
  },

  /** A fixed thread pool for each key, and a semaphore for all. */
  THREAD_POOLS {
    @Override
    Keyed create(int perKey, int total) {
      Map<Integer, ExecutorService> keys = new ConcurrentHashMap<>();
      Semaphore all = new Semaphore(total == 0 ? Integer.MAX_VALUE : total);
      return new Keyed() {
        @Override
        public void execute(Integer key, Runnable task) {
          ExecutorService pool =
              keys.computeIfAbsent(
                  key, k -> ThreadPoolPeer.fixed(perKey, perKey, LinkedBlockingQueue::new));
          if (total == 0) {
            pool.execute(task);
            return;
          }
          all.acquireUninterruptibly();
          pool.execute(
              () -> {
                try {
                  task.run();
                } finally {
                  all.release();
                }
              });
        }

        @Override
        public void close() {
          keys.values().forEach(ExecutorService::close);
        }
      };
    }
  };

  /** What they have in common: the submitter is blocked beyond a bound. */
  interface Keyed extends AutoCloseable {

    void execute(Integer key, Runnable task);

    @Override
    default void close() {}
  }

  /**
   * Makes one.
   *
   * @param total the most tasks of all keys, 0 for no such bound
   */
  abstract Keyed create(int perKey, int total);
}
