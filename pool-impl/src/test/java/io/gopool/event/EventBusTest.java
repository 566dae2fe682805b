package io.gopool.event;

import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.EventWait;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolClosedException;
import io.gopool.PoolListener;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import io.gopool.core.LogCapture;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners are told, when, by whom, and what they cannot do to the pool. */
@OnEachKind
class EventBusTest extends PoolFixture {

  private static final int MILLION = 1_000_000;

  private final Heard heard = new Heard();
  private final CountDownLatch never = new CountDownLatch(1);

  private static EventBus bus(WorkerPool pool) {
    return Objects.requireNonNull(pool.events());
  }

  /** All events, none dropped: a lost one can look like one out of order. */
  private void assertHeardAll(WorkerPool pool) {
    assertEquals(0, bus(pool).dropped());
    assertEquals(List.of(), heard.compare(pool.stats()));
  }

  private static List<Thread> threadsNamed(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(name))
        .toList();
  }

  // ---- what is told

  @Test
  void listenersHearEverythingFromOneThreadUnderThePoolsName() throws Exception {
    WorkerPool pool = pool(b -> b.listener(heard));
    pool.submit(() -> {}).get();
    pool.resize(7);
    assertTrue(bus(pool).drain(Duration.ofSeconds(PATIENCE_SECONDS)));
    assertEquals(1, heard.tellers.size()); // a worker's last word may start another thread
    pool.close();
    assertHeardAll(pool);
    assertEquals(Set.of(pool.name()), heard.pools);
    Thread teller = heard.tellers.iterator().next();
    assertEquals(pool.name() + "-events", teller.getName());
    assertTrue(teller.isDaemon() && !teller.isVirtual());
    assertEquals(Set.of("OPEN DRAINING", "DRAINING CLOSED"), Set.copyOf(heard.states));
    assertEquals(2, heard.states.size()); // in either order
    assertEquals(0, bus(pool).pending());
  }

  @Test
  void closeWaitsForTheListeners() {
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(1_000).listener(heard));
    for (int i = 0; i < 1_000; i++) {
      pool.execute(() -> {});
    }
    pool.close();
    assertEquals(1_000, heard.finished.get(TaskOutcome.SUCCESS));
  }

  @Test
  void onlyTheNamedEventsArePublished() {
    WorkerPool pool =
        pool(
            b ->
                b.listener(heard)
                    .events(e -> e.events(EnumSet.of(EventType.TASK_FINISHED, EventType.RESIZED))));
    pool.execute(() -> {});
    pool.resize(3);
    pool.close();
    assertEquals(2, heard.events());
    assertEquals(0, bus(pool).dropped());
  }

  @ParameterizedTest
  @EnumSource
  void eachWayToWaitBringsAllEvents(EventWait how) {
    WorkerPool pool = pool(b -> b.listener(heard).events(e -> e.waitStrategy(how)));
    for (int i = 0; i < 100; i++) {
      pool.execute(() -> {});
    }
    pool.close();
    assertHeardAll(pool);
  }

  @Test
  void poolWithoutListenersHasNoBus() {
    WorkerPool pool =
        track(
            WorkerPool.builder("without-listeners-" + kind) // others' buses may still have threads
                .threads(kind.threads())
                .events(e -> e.ringSize(2))
                .build());
    pool.execute(() -> {});
    pool.close();
    assertNull(pool.events());
    assertEquals(List.of(), threadsNamed(pool.name() + "-events"));
  }

  // ---- listeners that misbehave

  @Test
  void fullRingDropsAndCounts() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    PoolListener slow =
        new PoolListener() {
          @Override
          public void workerSpawned(String pool, Thread worker) {
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    WorkerPool pool =
        pool(b -> b.events(e -> e.ringSize(4)).listener(slow).listener(heard).preStart(1));
    for (int i = 0; i < 100; i++) {
      pool.submit(() -> {}).get();
    }
    EventBus bus = bus(pool);
    assertTrue(bus.dropped(EventType.TASK_FINISHED) >= 96, () -> "" + bus.dropped());
    assertTrue(bus.pending() <= 4, () -> "" + bus.pending());
    goOn.countDown();
    pool.close(); // a future is done before its end is published
    assertTrue(bus.drain(Duration.ofSeconds(PATIENCE_SECONDS)));
    long before = bus.dropped(EventType.TASK_FINISHED);
    assertEquals(100 - before, heard.finished.get(TaskOutcome.SUCCESS));
    long sum = Arrays.stream(EventType.values()).mapToLong(bus::dropped).sum();
    assertEquals(sum, bus.dropped());
  }

  @Test
  void listenerThatThrowsOnEachCallIsLoggedOncePerKindAndHurtsNobody() throws Exception {
    PoolListener throwing =
        (PoolListener)
            Proxy.newProxyInstance(
                PoolListener.class.getClassLoader(),
                new Class<?>[] {PoolListener.class},
                (proxy, method, arguments) -> {
                  if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("hashCode") ? 1 : (Object) "thrower";
                  }
                  throw new IllegalStateException(method.getName());
                });
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(b -> b.capacity(1).listener(throwing).listener(heard));
      for (int i = 0; i < 100; i++) {
        pool.submit(() -> {}).get();
      }
      pool.close();
      assertEquals(100, pool.stats().completed());
      assertHeardAll(pool);
      List<String> thrown = log.thrown().stream().map(Throwable::getMessage).toList();
      assertEquals(Set.copyOf(thrown).size(), thrown.size(), thrown::toString);
      assertTrue(thrown.containsAll(List.of("taskStarted", "taskFinished", "stateChanged")));
    }
  }

  /** Looked at by hand: on a slow machine the other listener might seem not to return either. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void listenerThatNeverReturnsHurtsNobodyWhileAMillionTasksRun() throws Exception {
    AtomicReference<Thread> stuck = new AtomicReference<>();
    PoolListener hanging =
        new PoolListener() {
          @Override
          public void taskStarted(
              String pool, io.gopool.ObservedTask task, Thread worker, long waitedNanos) {
            stuck.set(Thread.currentThread());
            while (never.getCount() > 0) {
              try {
                never.await();
              } catch (InterruptedException e) {
                // it does not even end then
              }
            }
          }
        };
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool =
          pool(
              b ->
                  b.capacity(1_000)
                      .listener(hanging)
                      .listener(heard)
                      .events(e -> e.patience(Duration.ofHours(1))));
      for (int i = 0; i < MILLION / 2; i++) {
        pool.execute(() -> {});
      }
      eventually(() -> stuck.get() != null);
      Watchdog watchdog = new Watchdog((DefaultEventBus) bus(pool), /* patienceNanos= */ 0);
      watchdog.run();
      watchdog.run();
      for (int i = 0; i < MILLION / 2; i++) {
        pool.execute(() -> {});
      }
      eventually(() -> pool.stats().completed() == MILLION);
      eventually(() -> bus(pool).pending() == 0);
      long told = heard.events();
      pool.submit(() -> {}).get();
      eventually(() -> heard.events() > told);
      heard.tellers.remove(stuck.get()); // it may have told something before
      assertEquals(1, heard.tellers.size()); // a worker's last word may start another thread
      pool.close();
      eventually(() -> !log.messages().isEmpty());
      assertEquals(
          List.of(
              "listener "
                  + hanging.getClass().getName()
                  + " failed in TASK_STARTED: it does not return, and is told no more events"),
          log.messages());
      assertEquals(0, bus(pool).pending());
    } finally {
      never.countDown();
    }
  }

  @Test
  void listenerMayCloseThePool() throws Exception {
    AtomicReference<WorkerPool> toClose = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    PoolListener closer =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            toClose.get().close();
            closed.countDown();
          }
        };
    WorkerPool pool = pool(b -> b.listener(closer).listener(heard));
    toClose.set(pool);
    pool.execute(() -> {});
    pool.resize(2);
    assertTrue(closed.await(PATIENCE_SECONDS, SECONDS));
    assertTrue(bus(pool).drain(Duration.ofSeconds(PATIENCE_SECONDS)));
    assertHeardAll(pool);
  }

  @Test
  void listenerThatInterruptsItsThreadIsToldTheNextEvent() throws Exception {
    PoolListener interrupting =
        new PoolListener() {
          @Override
          public void workerSpawned(String pool, Thread worker) {
            Thread.currentThread().interrupt();
          }
        };
    WorkerPool pool = pool(b -> b.listener(interrupting).listener(heard));
    pool.submit(() -> {}).get();
    pool.close();
    assertHeardAll(pool);
  }

  // ---- the thread

  @Test
  void threadEndsWithThePoolAndComesBackWithIt() throws Exception {
    WorkerPool pool = pool(b -> b.listener(heard));
    pool.execute(() -> {});
    pool.close();
    eventually(() -> threadsNamed(pool.name() + "-events").isEmpty());
    assertThrows(PoolClosedException.class, () -> pool.execute(() -> {}));
    eventually(() -> heard.rejected.containsValue(1L));
    eventually(() -> threadsNamed(pool.name() + "-events").isEmpty());
    pool.reboot();
    pool.submit(() -> {}).get();
    eventually(
        () -> threadsNamed(pool.name() + "-events").size() == 1); // one may have gone at once
    pool.close();
    eventually(() -> threadsNamed(pool.name() + "-events").isEmpty());
    assertHeardAll(pool);
  }

  // ---- a bus of one's own

  @Test
  void busCarriesWhatSeveralPoolsDo() throws Exception {
    WorkerPool one = pool(2);
    MultiPool many =
        track(MultiPool.builder("many").pools(2).each(b -> b.threads(kind.threads())).build());
    try (EventBus bus = EventBus.builder().name("shared-events").listener(heard).build()) {
      Observation first = bus.attach(one);
      bus.attach(many);
      one.submit(() -> {}).get();
      many.submit(() -> {}).get();
      many.submit(() -> {}).get();
      assertTrue(bus.drain(Duration.ofSeconds(PATIENCE_SECONDS)));
      assertEquals(Set.of(one.name(), "many-0", "many-1"), heard.pools);
      assertEquals(3, heard.accepted);
      first.close();
      one.submit(() -> {}).get();
      assertTrue(bus.drain(Duration.ofSeconds(PATIENCE_SECONDS)));
      assertEquals(3, heard.accepted);
    }
    many.submit(() -> {}).get();
    eventually(() -> threadsNamed("shared-events").isEmpty());
    assertEquals(3, heard.accepted);
  }

  @Test
  void closedBusIsNotAttached() {
    WorkerPool pool = pool(1);
    EventBus bus = EventBus.builder().name("closed-events").listener(heard).build();
    bus.close();
    bus.close();
    assertEquals(
        "the bus 'closed-events' is closed; build another",
        assertThrows(IllegalStateException.class, () -> bus.attach(pool)).getMessage());
    assertThrows(IllegalStateException.class, () -> bus.observer("x"));
    assertEquals(List.of(), threadsNamed("closed-events"));
  }

  @Test
  void busThatIsAttachedToAClosedPoolNeedsNoThread() {
    WorkerPool pool = pool(1);
    pool.close();
    EventBus bus = EventBus.builder().name("idle-events").listener(heard).build();
    bus.attach(pool);
    eventually(() -> threadsNamed("idle-events").isEmpty());
    assertThrows(PoolClosedException.class, () -> pool.execute(() -> {}));
    eventually(() -> heard.events() == 1);
    bus.close();
  }

  @Test
  void eachPoolOfABuilderHasItsOwnBus() {
    List<WorkerPool> pools =
        List.of(pool(b -> b.listener(heard)), pool(b -> b.listener(new Heard())));
    assertNotNull(pools.get(0).events());
    assertNotEquals(pools.get(0).events(), pools.get(1).events());
    assertFalse(bus(pools.get(0)).dropped() != 0);
  }
}
