package io.gopool.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.WorkerPool;
import java.io.File;
import java.lang.ref.Reference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.junit.jupiter.api.Test;

/** An application is taken out of a JVM that goes on, as a web server does. */
class ClosedClassLoaderTest {

  /** Makes a pool of its class loader, and does not close it. */
  public static final class MakesAPool implements Callable<Object> {
    @Override
    public Object call() {
      return WorkerPool.builder("of-a-loader").build();
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

  @Test
  void othersStillRecord() throws Exception {
    Object pool;
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(MakesAPool.class.getName());
      pool = type.asSubclass(Callable.class).getConstructor().newInstance().call();
      assertThrows(ClassCastException.class, () -> WorkerPool.class.cast(pool));
    }
    try (Recording recording = new Recording()) {
      recording.start();
      assertEquals(RecordingState.RUNNING, recording.getState());
    } finally {
      Reference.reachabilityFence(pool);
    }
  }
}
