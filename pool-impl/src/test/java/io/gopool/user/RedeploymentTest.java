package io.gopool.user;

import static io.gopool.contract.Patience.eventually;

import io.gopool.GpmScheduler;
import io.gopool.KeyedPools;
import io.gopool.MultiPool;
import io.gopool.PoolListener;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.metrics.GopoolMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that closes its pools can be taken out of a JVM that goes on. */
class RedeploymentTest {

  /** Has a pool, which it keeps. */
  public static final class WithPool implements Callable<Object> {
    static final WorkerPool POOL = WorkerPool.builder("of-an-application").capacity(2).build();

    @Override
    public Object call() throws Exception {
      POOL.submit(() -> 1).get();
      POOL.close();
      return true;
    }
  }

  /** Has a pool, which it starts again. */
  public static final class WithRebootedPool implements Callable<Object> {
    static final WorkerPool POOL = WorkerPool.builder("of-an-application").capacity(2).build();

    @Override
    public Object call() throws Exception {
      POOL.close();
      POOL.reboot();
      POOL.submit(() -> 1).get();
      POOL.close();
      return true;
    }
  }

  /** Has pools by key. */
  public static final class WithKeyedPools implements Callable<Object> {
    static final KeyedPools<String> POOLS =
        KeyedPools.<String>builder("of-an-application").capacityPerKey(1).build();

    @Override
    public Object call() throws Exception {
      POOLS.submit("a", () -> 1).get();
      while (POOLS.stats("a").running() > 0) { // after which the key is to be dropped in a while
        Thread.onSpinWait();
      }
      POOLS.close();
      return true;
    }
  }

  /** Has a pool of pools. */
  public static final class WithMultiPool implements Callable<Object> {
    static final MultiPool POOL = MultiPool.builder("of-an-application").pools(2).build();

    @Override
    public Object call() throws Exception {
      POOL.submit(() -> 1).get();
      POOL.close();
      return true;
    }
  }

  /** Has a pool with a listener. */
  public static final class WithListener implements Callable<Object> {
    static final WorkerPool POOL =
        WorkerPool.builder("of-an-application").listener(new PoolListener() {}).build();

    @Override
    public Object call() throws Exception {
      POOL.submit(() -> 1).get();
      POOL.close();
      return true;
    }
  }

  /** Has a scheduler, and a pool on it. */
  public static final class WithScheduler implements Callable<Object> {
    static final GpmScheduler SCHEDULER = GpmScheduler.builder("of-an-application").build();
    static final WorkerPool POOL =
        WorkerPool.builder("of-an-application").threads(WorkerThreads.gpm(SCHEDULER)).build();

    @Override
    public Object call() throws Exception {
      POOL.submit(() -> 1).get();
      POOL.close();
      SCHEDULER.close();
      return true;
    }
  }

  /** Has a pool, shuts it down with a task in it, and keeps neither. */
  public static final class WithPoolThatIsDropped implements Callable<Object> {
    @Override
    public Object call() {
      CountDownLatch end = new CountDownLatch(1);
      shutDown(end);
      System.gc();
      end.countDown();
      return true;
    }

    private static void shutDown(CountDownLatch end) {
      WorkerPool pool = WorkerPool.builder("of-an-application").capacity(1).build();
      Future<Boolean> unused =
          pool.submit(
              () -> {
                end.await();
                return true;
              });
      pool.shutdown();
    }
  }

  /** Has a pool with meters. */
  public static final class WithMeters implements Callable<Object> {
    static final MeterRegistry REGISTRY = new SimpleMeterRegistry();
    static final WorkerPool POOL = WorkerPool.builder("of-an-application").build();

    @Override
    public Object call() throws Exception {
      GopoolMetrics.of(POOL).bindTo(REGISTRY);
      POOL.submit(() -> 1).get();
      POOL.close();
      return true;
    }
  }

  /** Writes the scheduler trace line. */
  public static final class WithTraceLine implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      System.setProperty("io.gopool.schedtrace", "3600000");
      try (WorkerPool pool = WorkerPool.builder("of-an-application").build();
          GpmScheduler scheduler = GpmScheduler.builder("of-an-application").build()) {
        return pool.submit(scheduler::name).get();
      } finally {
        System.clearProperty("io.gopool.schedtrace");
      }
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      urls.add(new File(entries.nextToken()).toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private static WeakReference<ClassLoader> deploy(Class<?> application) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(application.getName());
      type.asSubclass(Callable.class).getConstructor().newInstance().call();
      return new WeakReference<>(loader);
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        WithPool.class,
        WithRebootedPool.class,
        WithKeyedPools.class,
        WithMultiPool.class,
        WithListener.class,
        WithScheduler.class,
        WithPoolThatIsDropped.class,
        WithMeters.class,
        WithTraceLine.class
      })
  void nothingIsLeft(Class<?> application) throws Exception {
    WeakReference<ClassLoader> loader = deploy(application);
    eventually(
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }

  @ParameterizedTest
  @ValueSource(classes = {WithPool.class, WithScheduler.class})
  void nothingIsLeftWhileSomebodyRecords(Class<?> application) throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      nothingIsLeft(application);
    }
  }
}
