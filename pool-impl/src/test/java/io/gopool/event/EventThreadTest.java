package io.gopool.event;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.EventWait;
import io.gopool.Observation;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What interrupts the event thread, what keeps it from starting, and when it is not needed. */
@Timeout(60)
class EventThreadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(PoolFixture.PATIENCE_SECONDS);
  private static final String NAME = "tested-events";

  private static final ThreadLocal<Boolean> NO_THREADS = ThreadLocal.withInitial(() -> false);
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  private final Heard heard = new Heard();

  private EventBus.Builder builder() {
    return EventBus.builder().name(NAME).listener(heard);
  }

  /** One that can start no thread in a thread that has set {@link #NO_THREADS}. */
  private EventBus failingBus(Duration patience) {
    Set<EventType> all = EnumSet.allOf(EventType.class);
    return new DefaultEventBus(
        new BusConfig(NAME, 8, EventWait.SLEEP, all, patience.toNanos(), List.of(heard)),
        run -> {
          if (NO_THREADS.get()) {
            throw new OutOfMemoryError("planned");
          }
          return Thread.ofPlatform().daemon().name(NAME).unstarted(run);
        });
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(NAME))
        .toList();
  }

  // ---- interrupts

  @Test
  void interruptByOneListenerIsNotSeenByTheNext() {
    List<Boolean> seen = new ArrayList<>();
    PoolListener interrupting =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            Thread.currentThread().interrupt();
          }
        };
    PoolListener next =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            seen.add(Thread.currentThread().isInterrupted());
          }
        };
    try (EventBus bus = EventBus.builder().listener(interrupting).listener(next).build()) {
      bus.observer("pool").resized(1, 2);
    }
    assertEquals(List.of(false), seen);
  }

  /** While its status is set it would not rest. */
  @ParameterizedTest
  @EnumSource(names = {"SLEEP", "BLOCK"})
  void threadThatIsInterruptedWhileNothingHappensRestsAgain(EventWait how) {
    try (EventBus bus = builder().waitStrategy(how).build()) {
      bus.observer("pool").resized(1, 2);
      eventually(() -> heard.events() == 1 && threads().size() == 1); // no other bus's
      Thread thread = threads().getFirst();
      thread.interrupt();
      eventually(() -> !thread.isInterrupted());
    }
  }

  // ---- no thread can be started

  /** Returns a source that has no event thread any more. */
  private static PoolObserver closedPool(EventBus bus) {
    PoolObserver pool = bus.observer("pool");
    pool.stateChanged(State.DRAINING, State.CLOSED);
    eventually(() -> threads().isEmpty());
    return pool;
  }

  private static void failToStart(Executable call) throws Exception {
    Caller.run(
            () -> {
              NO_THREADS.set(true);
              assertThrows(OutOfMemoryError.class, call);
            })
        .result();
  }

  private static void reboot(PoolObserver pool) {
    pool.workerSpawned(Thread.currentThread());
  }

  @Test
  void eventsAfterAFailedStartAreTold() throws Exception {
    try (EventBus bus = failingBus(PATIENCE)) {
      PoolObserver pool = closedPool(bus);
      failToStart(() -> reboot(pool));
      pool.resized(1, 2);
      assertTrue(bus.drain(PATIENCE), "not told");
      assertEquals(2, heard.events());
      assertEquals(1, threads().size());
    }
  }

  @Test
  void watchdogTriesAgainAfterAFailedStart() throws Exception {
    try (EventBus bus = failingBus(Duration.ofHours(1))) {
      PoolObserver pool = closedPool(bus);
      failToStart(() -> reboot(pool));
      eventually(() -> threads().size() == 1);
    }
  }

  @Test
  void poolThatCouldNotBeAttachedNeedsNoThread() throws Exception {
    try (EventBus bus = failingBus(PATIENCE)) {
      failToStart(() -> bus.observer("failed"));
      closedPool(bus);
    }
  }

  // ---- what it inherits

  @Test
  void threadIsTheSameWhoeverStartsIt() throws Exception {
    List<String> seen = new ArrayList<>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            seen.add(INHERITED.get() + " " + Thread.currentThread().getContextClassLoader());
          }
        };
    try (EventBus bus = EventBus.builder().listener(listener).build()) {
      Caller.run(
              () -> {
                INHERITED.set("of a request");
                Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
                bus.observer("pool").resized(1, 2);
              })
          .result();
    }
    assertEquals(List.of("null " + Thread.currentThread().getContextClassLoader()), seen);
  }

  // ---- when it is needed

  /** The worker found the observer before the observation ended, and tells it afterwards. */
  @Test
  void lateWordOfAWorkerMakesNoSourceOfOneThatHasEnded() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    PoolObserver slow = // told before the bus, which comes later
        new PoolObserver() {
          @Override
          public void workerSpawned(Thread worker) {
            told.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    WorkerPool pool = WorkerPool.builder("late").observer(slow).build();
    try (EventBus bus = builder().build()) {
      Observation observation = bus.attach(pool);
      pool.execute(() -> {});
      assertTrue(told.await(PoolFixture.PATIENCE_SECONDS, SECONDS));
      observation.close();
      goOn.countDown();
      pool.close();
      eventually(() -> threads().isEmpty());
    }
  }

  /** Waits in its last word until it is to go on. */
  private static PoolObserver slowToTellTheEnd(CountDownLatch told, CountDownLatch goOn) {
    return new PoolObserver() {
      @Override
      public void stateChanged(State from, State to) {
        if (to == State.CLOSED) {
          told.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    };
  }

  /** Its end is told to those who were there before. */
  @Test
  void poolThatIsAttachedWhileItEndsNeedsNoThread() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WorkerPool pool = WorkerPool.builder("ending").observer(slowToTellTheEnd(told, goOn)).build();
    CountDownLatch end = new CountDownLatch(1);
    Future<?> last =
        pool.submit(
            () -> {
              end.await();
              return 0;
            });
    pool.shutdown();
    end.countDown();
    last.get();
    awaitLatch(told);
    try (EventBus bus = builder().build()) {
      bus.attach(pool);
      goOn.countDown();
      pool.close();
      eventually(() -> threads().isEmpty());
    }
  }

  /** The end is told when the pool is open again and runs tasks. */
  @Test
  void endThatIsToldAfterTheRebootDoesNotLast() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WorkerPool pool = WorkerPool.builder("rebooted").observer(slowToTellTheEnd(told, goOn)).build();
    try (DefaultEventBus bus = (DefaultEventBus) builder().build()) {
      bus.attach(pool);
      Caller<Void> first =
          Caller.run(pool::shutdown); // tells the end itself, as there is no worker
      awaitLatch(told);
      pool.reboot();
      pool.submit(() -> {}).get();
      assertTrue(bus.hasSources());
      goOn.countDown();
      first.result();
      assertFalse(bus.hasSources());
      pool.submit(() -> {}).get();
      assertTrue(bus.hasSources());
    }
    pool.close();
  }

  @Test
  void attachedPoolThatIsRebootedIsASourceAgain() throws Exception {
    WorkerPool pool = WorkerPool.builder("rebooted").build();
    try (EventBus bus = builder().build()) {
      Observation observation = bus.attach(pool);
      pool.submit(() -> {}).get();
      pool.close();
      eventually(() -> threads().isEmpty());
      pool.reboot();
      pool.submit(() -> {}).get();
      assertTrue(bus.drain(PATIENCE));
      assertEquals(2, heard.accepted);
      eventually(() -> threads().size() == 1); // one may have gone at once
      observation.close();
      eventually(() -> threads().isEmpty());
    }
    pool.close();
  }
}
