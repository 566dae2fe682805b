package io.gopool.event;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.GpmScheduler;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a bus apart from its pools, and bad input. */
@Timeout(120)
class EventBusLifeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = 3_000;

  /**
   * The courier leaves while somebody who is no source any more publishes: either it sees the event
   * or the publisher sees that it is gone.
   */
  @Test
  void eventThatComesWhileTheThreadLeavesIsToldAllTheSame() throws Exception {
    Heard heard = new Heard();
    EventBus bus = EventBus.builder().listener(heard).build();
    for (int i = 0; i < ROUNDS; i++) {
      PoolObserver pool = bus.observer("pool");
      CyclicBarrier start = new CyclicBarrier(2);
      Caller<Void> late =
          Caller.run(
              () -> {
                start.await();
                pool.taskRejected(() -> {}, RejectReason.CLOSED);
              });
      start.await();
      pool.stateChanged(State.DRAINING, State.CLOSED);
      late.result();
      assertTrue(bus.drain(PATIENCE), "an event was forgotten");
    }
    bus.close();
    assertEquals(2 * ROUNDS, heard.events());
    assertEquals(0, bus.dropped());
  }

  /** With five seconds for each of these pools it would take longer than a caller is waited for. */
  @Test
  void closeOfManyPoolsWaitsForTheListenersOfAllAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    MultiPool pool =
        MultiPool.builder("many")
            .pools(16)
            .each(b -> b.events(bus -> bus.patience(PATIENCE)).listener(stuckUntil(go)))
            .build();
    Caller.run(pool::close).result();
    assertEquals(State.CLOSED, pool.state());
    go.countDown();
  }

  @Test
  void closeOfAPoolThatHasEndedWaitsForTheListeners() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Heard heard = new Heard();
    WorkerPool pool = WorkerPool.builder("ended").listener(stuckUntil(go)).listener(heard).build();
    pool.execute(() -> {});
    pool.shutdown();
    assertTrue(pool.awaitTermination(PATIENCE));
    Caller<Void> closer = Caller.run(pool::close).awaitBlocked();
    go.countDown();
    closer.result();
    assertEquals(Set.of("OPEN DRAINING", "DRAINING CLOSED"), Set.copyOf(heard.states));
    assertEquals(2, heard.states.size()); // in either order
  }

  /** A listener that does not come back from the first change of the state before that. */
  private static PoolListener stuckUntil(CountDownLatch go) {
    return new PoolListener() {
      @Override
      public void stateChanged(String pool, State from, State to) {
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  @Test
  void busForgetsWhatWasDropped() {
    try (EventBus bus = EventBus.builder().listener(new Heard()).build()) {
      WeakReference<Observation> pool = new WeakReference<>(attachedPool(bus));
      WeakReference<Observation> pools = new WeakReference<>(attachedPools(bus));
      WeakReference<Observation> scheduler = new WeakReference<>(attachedScheduler(bus));
      eventually(
          () -> {
            System.gc();
            attachedPool(bus); // has the table look which of its keys are gone
            return pool.get() == null && pools.get() == null && scheduler.get() == null;
          });
    }
  }

  @Test
  void busForgetsWhatWasDetached() {
    try (EventBus bus = EventBus.builder().listener(new Heard()).build();
        WorkerPool pool = WorkerPool.builder("lives").build()) {
      WeakReference<Observation> ended = new WeakReference<>(attachedAndDetached(bus, pool));
      eventually(
          () -> {
            System.gc();
            return ended.get() == null;
          });
    }
  }

  private static Observation attachedAndDetached(EventBus bus, WorkerPool pool) {
    Observation observation = bus.attach(pool);
    observation.close();
    return observation;
  }

  private static Observation attachedPool(EventBus bus) {
    try (WorkerPool pool = WorkerPool.builder("dropped").build()) {
      return bus.attach(pool);
    }
  }

  private static Observation attachedPools(EventBus bus) {
    try (MultiPool pools = MultiPool.builder("dropped").pools(2).build()) {
      return bus.attach(pools);
    }
  }

  private static Observation attachedScheduler(EventBus bus) {
    try (GpmScheduler scheduler = GpmScheduler.builder("dropped").build()) {
      return bus.attach(scheduler);
    }
  }

  /** A type that is missing when the listener's methods are looked at. */
  public static final class Missing {}

  /** The class works as long as nobody calls the other method. */
  public static final class Optional implements PoolListener {

    @Override
    public void resized(String pool, int from, int to) {}

    public void bind(Missing to) {}
  }

  @Test
  void listenerWithAMethodOfAMissingTypeIsTold() throws Exception {
    ClassLoader loader =
        new ClassLoader(EventBusLifeTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Missing.class.getName())) {
              throw new ClassNotFoundException("planned");
            }
            if (!name.equals(Optional.class.getName())) {
              return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
              byte[] bytes = in.readAllBytes();
              return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        };
    PoolListener listener =
        (PoolListener) loader.loadClass(Optional.class.getName()).getConstructor().newInstance();
    assertThrows(NoClassDefFoundError.class, listener.getClass()::getMethods);
    DefaultEventBus bus = (DefaultEventBus) EventBus.builder().listener(listener).build();
    assertTrue(bus.publishes(EventType.RESIZED));
    bus.close();
  }

  @Test
  void badSettingsAreRefused() {
    EventBus.Builder b = EventBus.builder();
    assertEquals(
        "ringSize must be a power of two in [2, 16777216], was 1000;"
            + " it is how many events may wait before further ones are dropped",
        assertThrows(IllegalArgumentException.class, () -> b.ringSize(1_000)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> b.ringSize(1));
    assertThrows(IllegalArgumentException.class, () -> b.ringSize(0));
    assertThrows(IllegalArgumentException.class, () -> b.name(" "));
    assertThrows(IllegalArgumentException.class, () -> b.patience(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> b.events(EnumSet.noneOf(EventType.class)));
    assertThrows(IllegalArgumentException.class, b::build);
    PoolListener listener = new PoolListener() {};
    b.listener(listener);
    assertThrows(IllegalArgumentException.class, () -> b.listener(listener));
    assertThrows(NullPointerException.class, () -> b.listener(null));
    try (EventBus bus = b.build()) {
      assertThrows(IllegalArgumentException.class, () -> bus.drain(Duration.ofNanos(-1)));
      assertThrows(NullPointerException.class, () -> bus.attach((WorkerPool) null));
      assertThrows(NullPointerException.class, () -> bus.attach((GpmScheduler) null));
    }
    WorkerPool.Builder pool = WorkerPool.builder("bad");
    assertThrows(IllegalArgumentException.class, () -> pool.events(e -> EventBus.builder()));
    assertThrows(NullPointerException.class, () -> pool.listener(null));
  }

  @Test
  void missingDisruptorIsToldAtOnce() throws Exception {
    URL[] withoutIt =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("disruptor"))
            .map(entry -> url(new File(entry).toURI()))
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(withoutIt, ClassLoader.getPlatformClassLoader())) {
      Class<?> pools = loader.loadClass("io.gopool.WorkerPool");
      Object builder = pools.getMethod("builder", String.class).invoke(null, "quiet");
      Class<?> type = loader.loadClass("io.gopool.WorkerPool$Builder");
      Object pool = type.getMethod("build").invoke(builder);
      pools.getMethod("execute", Runnable.class).invoke(pool, (Runnable) () -> {});
      Class<?> listeners = loader.loadClass("io.gopool.PoolListener");
      Method listener = type.getMethod("listener", listeners);
      Object some =
          java.lang.reflect.Proxy.newProxyInstance(
              loader, new Class<?>[] {listeners}, (proxy, method, arguments) -> null);
      InvocationTargetException e =
          assertThrows(InvocationTargetException.class, () -> listener.invoke(builder, some));
      assertEquals(IllegalStateException.class, e.getCause().getClass());
      assertEquals(
          "listeners need the Disruptor, which is not on the class path;"
              + " add com.lmax:disruptor (4.0 or later)",
          e.getCause().getMessage());
      pools.getMethod("close").invoke(pool);
    }
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
