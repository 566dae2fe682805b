package io.gopool.examples.benchmarks;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.WorkerPool;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Who watches the pool of {@link ObservedBenchmark}. */
public enum Watch {

  /** Nobody: what the possibility costs. */
  NOBODY {
    @Override
    AutoCloseable attach(WorkerPool pool) {
      return () -> {};
    }
  },

  /** An observer that does nothing and does not want times. */
  OBSERVER {
    @Override
    AutoCloseable attach(WorkerPool pool) {
      return pool.observe(
          new PoolObserver() {
            @Override
            public boolean wantsTimes() {
              return false;
            }
          });
    }
  },

  /** An observer that does nothing but wants times. */
  TIMES {
    @Override
    AutoCloseable attach(WorkerPool pool) {
      return pool.observe(new PoolObserver() {});
    }
  },

  /** A listener that does nothing, told of the end of each task. */
  LISTENER_ENDS {
    @Override
    AutoCloseable attach(WorkerPool pool) {
      return listen(pool, EnumSet.of(EventType.TASK_FINISHED));
    }
  },

  /** A listener that does nothing, told of everything. */
  LISTENER {
    @Override
    AutoCloseable attach(WorkerPool pool) {
      return listen(pool, EnumSet.allOf(EventType.class));
    }
  };

  /** Attaches it; what is returned ends that. */
  abstract AutoCloseable attach(WorkerPool pool);

  /** Where the ring runs full, events are dropped, which is cheap: so it says how many were. */
  private static AutoCloseable listen(WorkerPool pool, Set<EventType> events) {
    EventBus bus =
        EventBus.builder().listener(new PoolListener() {}).events(events).ringSize(1 << 16).build();
    bus.attach(pool);
    return () -> {
      bus.close();
      System.out.printf(
          Locale.ROOT,
          "%ndropped %,d events in %,d tasks%n",
          bus.dropped(),
          pool.stats().submitted());
    };
  }
}
