package io.gopool.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.GpmScheduler;
import io.gopool.Observation;
import io.gopool.PoolListener;
import io.gopool.SchedulerObserver.Cause;
import io.gopool.SchedulerStats;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners hear of a scheduler. */
@Timeout(120)
class SchedulerEventsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Heard heard = new Heard();

  private static void eventually(LongSupplier count, long atLeast) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> count.getAsLong() >= atLeast);
  }

  @Test
  void handoffsStealsAndMachinesAddUpToTheStats() throws Exception {
    try (EventBus bus = EventBus.builder().listener(heard).build()) {
      GpmScheduler scheduler =
          GpmScheduler.builder("heard").processors(2).handoffAfter(Duration.ofMillis(1)).build();
      Observation attached = bus.attach(scheduler);
      AtomicBoolean stop = new AtomicBoolean();
      Thread hog = scheduler.threadFactory().newThread(() -> spin(stop));
      hog.start();
      eventually(() -> handoffs(scheduler, Cause.SYSMON), 1);
      while (handoffs(scheduler, Cause.BLOCKING) == 0) { // one that lost its processor has none
        Thread blocking = scheduler.threadFactory().newThread(SchedulerEventsTest::block);
        blocking.start();
        assertTrue(blocking.join(PATIENCE));
      }
      steal(scheduler);
      stop.set(true);
      assertTrue(hog.join(PATIENCE));
      scheduler.close();
      await().atMost(PATIENCE).until(() -> scheduler.stats().machines() == 0);
      await().atMost(PATIENCE).until(() -> bus.drain(PATIENCE) && heard.machines.isEmpty());
      attached.close();
      SchedulerStats stats = scheduler.stats();
      assertEquals(0, bus.dropped());
      assertEquals(Set.of(), heard.wrong);
      assertEquals(Set.of("heard"), heard.pools);
      assertTrue(heard.machinesStarted >= 3, () -> "" + heard.machinesStarted);
      assertEquals(stats.sysmonHandoffs(), heard.handoffs.get(Cause.SYSMON));
      assertEquals(stats.blockingHandoffs(), heard.handoffs.get(Cause.BLOCKING));
      assertTrue(heard.handoffs.get(Cause.BLOCKING) > 0);
      assertEquals(stolen(stats), heard.goroutinesStolen);
      assertTrue(heard.goroutinesStolen > 0);
    }
  }

  @Test
  void threadEndsWithTheObservation() {
    EventBus bus = EventBus.builder().name("scheduler-events").listener(heard).build();
    try (GpmScheduler scheduler = GpmScheduler.builder("left").processors(1).build()) {
      Observation attached = bus.attach(scheduler);
      await().atMost(PATIENCE).until(() -> threads() == 1);
      attached.close();
      await().atMost(PATIENCE).until(() -> threads() == 0);
    }
  }

  @Test
  void observationOfABusThatIsClosedMeanwhileIsClosed() {
    EventBus bus = EventBus.builder().listener(heard).build();
    AtomicBoolean closed = new AtomicBoolean();
    Observation observation = () -> closed.set(true);
    GpmScheduler scheduler =
        (GpmScheduler)
            Proxy.newProxyInstance(
                GpmScheduler.class.getClassLoader(),
                new Class<?>[] {GpmScheduler.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("observe")) {
                    bus.close();
                    return observation;
                  }
                  return switch (method.getName()) {
                    case "name" -> "closes the bus";
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> null;
                  };
                });
    bus.attach(scheduler);
    assertTrue(closed.get());
  }

  /** It is told by a thread of the shared timer that somebody has to come. */
  @Test
  void eventOfASchedulerThatIsNoSourceIsToldWithoutWaiting() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    PoolListener listener =
        new PoolListener() {
          @Override
          public void machineStarted(String scheduler, int machine) {
            told.countDown();
          }
        };
    DefaultEventBus bus = (DefaultEventBus) EventBus.builder().listener(listener).build();
    SchedulerSource late = new SchedulerSource(bus, "late");
    late.machineStarted(1);
    assertTrue(told.await(PATIENCE.toSeconds(), SECONDS));
    bus.close();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("scheduler-events"))
        .count();
  }

  private static void spin(AtomicBoolean stop) {
    while (!stop.get()) {
      Thread.onSpinWait();
    }
  }

  private static void block() {
    try {
      GpmScheduler.blocking(() -> 1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** One goroutine starts many; the other processor takes some of them. */
  private static void steal(GpmScheduler scheduler) throws InterruptedException {
    long before = stolen(scheduler.stats());
    while (stolen(scheduler.stats()) == before) {
      List<Thread> children = new ArrayList<>();
      Thread parent =
          scheduler
              .threadFactory()
              .newThread(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      Thread child = scheduler.threadFactory().newThread(Thread::onSpinWait);
                      children.add(child);
                      child.start();
                    }
                  });
      parent.start();
      assertTrue(parent.join(PATIENCE));
      for (Thread child : children) {
        assertTrue(child.join(PATIENCE));
      }
    }
  }

  private static long handoffs(GpmScheduler scheduler, Cause cause) {
    SchedulerStats stats = scheduler.stats();
    return cause == Cause.SYSMON ? stats.sysmonHandoffs() : stats.blockingHandoffs();
  }

  private static long stolen(SchedulerStats stats) {
    return stats.processors().stream().mapToLong(SchedulerStats.ProcessorStats::stealsIn).sum();
  }
}
