package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.KeyedPools;
import io.gopool.WorkerPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Class paths on which Micrometer or Caffeine is missing. */
class OptionalLibrariesTest {

  /** Runs a task of this class path's pool. */
  public static final class RunsATask implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      try (WorkerPool pool = WorkerPool.builder("alone").build()) {
        return pool.submit(() -> "ran").get();
      }
    }
  }

  /** Runs a task of a key. */
  public static final class RunsATaskOfAKey implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      try (KeyedPools<String> pools = KeyedPools.<String>builder("alone").build()) {
        return pools.submit("key", () -> "ran").get();
      }
    }
  }

  /** Binds meters, without a tag for the tasks' names. */
  public static final class BindsMeters implements Callable<Object> {
    @Override
    public Object call() {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      try (WorkerPool pool = WorkerPool.builder("alone").build()) {
        GopoolMetrics.of(pool).bindTo(registry);
        return registry.get("gopool.capacity").gauge().value();
      }
    }
  }

  /** Binds meters with a tag for the tasks' names. */
  public static final class BindsNames implements Callable<Object> {
    @Override
    public Object call() {
      try (WorkerPool pool = WorkerPool.builder("alone").build()) {
        return GopoolMetrics.builder(pool).taskTag(5).build();
      }
    }
  }

  private static Object callWithout(String libraries, Class<? extends Callable<Object>> what)
      throws Exception {
    List<URL> urls = new ArrayList<>();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      String entry = entries.nextToken();
      if (!new File(entry).getName().matches("(" + libraries + ").*[.]jar")) {
        urls.add(url(entry));
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      return loader
          .loadClass(what.getName())
          .asSubclass(Callable.class)
          .getConstructor()
          .newInstance()
          .call();
    }
  }

  private static URL url(String entry) throws MalformedURLException {
    return new File(entry).toURI().toURL();
  }

  @Test
  void poolsNeedNeither() throws Exception {
    assertEquals("ran", callWithout("micrometer|caffeine", RunsATask.class));
    assertEquals("ran", callWithout("micrometer|caffeine", RunsATaskOfAKey.class));
  }

  @Test
  void metersNeedNoCaffeine() throws Exception {
    assertEquals(1_024.0, callWithout("caffeine", BindsMeters.class));
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    NoClassDefFoundError noMicrometer =
        assertThrows(
            NoClassDefFoundError.class, () -> callWithout("micrometer", BindsMeters.class));
    assertEquals(true, noMicrometer.getMessage().contains("micrometer"));
    IllegalStateException noCaffeine =
        assertInstanceOf(
            IllegalStateException.class,
            assertThrows(Exception.class, () -> callWithout("caffeine", BindsNames.class)));
    assertEquals(
        "taskTag needs com.github.ben-manes.caffeine:caffeine on the class path",
        noCaffeine.getMessage());
  }
}
