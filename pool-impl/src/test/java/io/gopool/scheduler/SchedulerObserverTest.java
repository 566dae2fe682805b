package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.Observation;
import io.gopool.SchedulerObserver;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an observer of a scheduler is told. */
class SchedulerObserverTest extends SchedulerFixture {

  private record Event(String what, int processor, int machine, Object more, Thread by) {}

  private static final class Recorder implements SchedulerObserver {
    final Queue<Event> events = new ConcurrentLinkedQueue<>();

    private void add(String what, int processor, int machine, Object more) {
      events.add(new Event(what, processor, machine, more, Thread.currentThread()));
    }

    List<Event> all(String what) {
      return events.stream().filter(e -> e.what.equals(what)).toList();
    }

    @Override
    public void machineStarted(int machine) {
      add("machineStarted", NO_PROCESSOR, machine, "");
    }

    @Override
    public void machineStopped(int machine) {
      add("machineStopped", NO_PROCESSOR, machine, "");
    }

    @Override
    public void handoff(int processor, Cause cause) {
      add("handoff", processor, 0, cause);
    }

    @Override
    public void stolen(int from, int to, int n) {
      add("stolen", from, to, n);
    }

    @Override
    public void goroutineStarted(int processor, int machine, Thread goroutine) {
      add("started", processor, machine, goroutine == null ? "inherited" : goroutine);
    }

    @Override
    public void goroutineStopped(int processor, int machine) {
      add("stopped", processor, machine, "");
    }

    @Override
    public void goroutineRegained(int processor, int machine) {
      add("regained", processor, machine, "");
    }
  }

  private final Recorder recorder = new Recorder();

  private DefaultGpmScheduler observed(int processors, Duration handoffAfter) {
    DefaultGpmScheduler s = scheduler(b -> b.processors(processors).handoffAfter(handoffAfter));
    s.observe(recorder);
    return s;
  }

  @Test
  void stepsAreToldByTheirMachineEachStartWithItsStop() throws Exception {
    DefaultGpmScheduler s = observed(1, NO_HANDOFF);
    Thread g = go(s, SchedulerFixture::yieldNow);
    join(g);
    eventually(() -> recorder.all("stopped").size() == 2);
    List<Event> started = recorder.all("started");
    assertEquals(2, started.size(), "to the yield and to the end");
    for (Event e : started) {
      assertSame(g, e.more);
      assertEquals(0, e.processor);
      assertEquals("test-machine-" + e.machine, e.by.getName());
    }
    assertEquals(List.of(0, 0), recorder.all("stopped").stream().map(Event::processor).toList());
    assertEquals(
        List.of("machineStarted", "started", "stopped", "started", "stopped"),
        recorder.events.stream().map(Event::what).toList());
  }

  @Test
  void goroutineThatInheritedTheSchedulerHasNoThread() throws Exception {
    DefaultGpmScheduler s = observed(1, NO_HANDOFF);
    join(go(s, () -> join(Thread.startVirtualThread(() -> {}))));
    assertTrue(recorder.all("started").stream().anyMatch(e -> e.more.equals("inherited")));
  }

  @Test
  void handoffOfAStuckGoroutineIsTold() throws Exception {
    DefaultGpmScheduler s = observed(1, Duration.ofMillis(1));
    Hog hog = hog(s);
    eventually(() -> !recorder.all("handoff").isEmpty());
    Event handoff = recorder.all("handoff").getFirst();
    assertEquals(0, handoff.processor);
    assertEquals(SchedulerObserver.Cause.SYSMON, handoff.more);
    assertEquals("test-sysmon", handoff.by.getName());
    hog.stop();
    eventually(() -> recorder.all("stopped").size() == 1);
    assertEquals(SchedulerObserver.NO_PROCESSOR, recorder.all("stopped").getFirst().processor);
  }

  @Test
  void handoffAroundABlockingCallIsTold() throws Exception {
    DefaultGpmScheduler s = observed(2, NO_HANDOFF);
    join(go(s, () -> GpmScheduler.blocking(() -> 1)));
    assertEquals(SchedulerObserver.Cause.BLOCKING, recorder.all("handoff").getFirst().more);
    eventually(() -> recorder.all("stopped").size() == recorder.all("started").size());
    int regained = recorder.all("regained").getFirst().processor;
    assertEquals(regained, recorder.all("stopped").getFirst().processor);
  }

  @Test
  void stealsAreTold() throws Exception {
    DefaultGpmScheduler s = observed(2, NO_HANDOFF);
    CountDownLatch all = new CountDownLatch(200);
    Thread first =
        go(
            s,
            () -> {
              for (int i = 0; i < 200; i++) {
                go(
                    s,
                    () -> {
                      all.countDown();
                      awaitLatch(all);
                    });
              }
              while (recorder.all("stolen").isEmpty()) { // keeps its processor
                Thread.onSpinWait();
              }
            });
    join(first);
    Event stolen = recorder.all("stolen").getFirst();
    assertEquals(1, stolen.processor + stolen.machine, "from 0 to 1 or back");
    assertTrue((int) stolen.more > 0);
    awaitLatch(all);
  }

  @Test
  void machinesThatLeaveAreTold() {
    DefaultGpmScheduler s = observed(1, NO_HANDOFF);
    go(s, () -> {});
    s.close();
    eventually(
        () -> recorder.all("machineStopped").size() == recorder.all("machineStarted").size());
    assertTrue(recorder.all("machineStarted").size() >= 1);
  }

  @Test
  void closedObservationIsToldNoMore() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    Observation first = s.observe(recorder);
    assertThrows(IllegalArgumentException.class, () -> s.observe(recorder));
    join(go(s, () -> {}));
    eventually(() -> recorder.all("stopped").size() == 1);
    first.close();
    join(go(s, () -> {}));
    assertEquals(1, recorder.all("started").size());
    s.observe(recorder);
    first.close(); // a second time: the later one goes on
    join(go(s, () -> {}));
    eventually(() -> recorder.all("stopped").size() == 2);
  }

  @Test
  void observerThatThrowsHarmsNobody() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    s.observe(
        new SchedulerObserver() {
          @Override
          public void goroutineStarted(int processor, int machine, Thread goroutine) {
            throw new IllegalStateException("planned");
          }

          @Override
          public void goroutineStopped(int processor, int machine) {
            throw new AssertionError("planned");
          }
        });
    s.observe(recorder);
    join(go(s, () -> {}));
    eventually(() -> recorder.all("stopped").size() == 1);
    assertEquals(1, recorder.all("started").size());
    assertThrows(NullPointerException.class, () -> s.observe(null));
  }
}
