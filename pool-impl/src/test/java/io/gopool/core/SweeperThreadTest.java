package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.jfr.ChildJvm;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that looks after all pools keeps nothing of the one that needed it first. */
class SweeperThreadTest {

  @Test
  void inheritsNothing() throws Exception {
    String said = ChildJvm.run(First.class);
    assertEquals(List.of("inherited 0", "loader is the system's: true"), said.lines().toList());
  }

  /** What the other JVM runs. */
  static final class First {

    private static final AtomicInteger INHERITED = new AtomicInteger();

    private static final InheritableThreadLocal<String> LOCAL =
        new InheritableThreadLocal<>() {
          @Override
          protected String childValue(String value) {
            INHERITED.incrementAndGet();
            return value;
          }
        };

    private First() {}

    public static void main(String[] args) throws Exception {
      WorkerThreads plain = WorkerThreads.of(First::withLoaderAndLocal);
      try (WorkerPool pool = WorkerPool.builder("first").capacity(1).threads(plain).build()) {
        pool.execute(() -> {}); // after which it has an idle worker to look at
        Thread sweeper = null;
        while (sweeper == null) {
          sweeper = find(HeldSweeper.NAME);
        }
        System.out.println("inherited " + INHERITED.get());
        boolean system = sweeper.getContextClassLoader() == ClassLoader.getSystemClassLoader();
        System.out.println("loader is the system's: " + system);
      }
    }

    private static Thread withLoaderAndLocal(Runnable worker) {
      Thread thread =
          new Thread(
              () -> {
                LOCAL.set("of the worker");
                worker.run();
              });
      thread.setContextClassLoader(new URLClassLoader(new URL[0], null));
      return thread;
    }

    private static Thread find(String name) {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals(name))
          .findFirst()
          .orElse(null);
    }
  }
}
