package io.gopool.jfr;

import static io.gopool.contract.Patience.eventually;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.core.CoreFixture;
import io.gopool.core.LogCapture;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events that a recording gets. */
@OnEachKind
class JfrTest extends CoreFixture {

  private static final List<String> ALL =
      List.of(
          "TaskRun",
          "TaskWait",
          "SubmitBlocked",
          "WorkerSpawn",
          "WorkerRetire",
          "Resize",
          "Handoff");

  private final RecordingStream stream = new RecordingStream();
  private boolean stopped;
  private final Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeStream() {
    stream.close();
  }

  /** Records events of all lengths. */
  private void record(String... names) {
    for (String name : names) {
      stream.enable("io.gopool." + name).withThreshold(Duration.ZERO).with("waitThreshold", "0 ns");
    }
    ALL.stream()
        .filter(n -> !List.of(names).contains(n))
        .forEach(n -> stream.disable("io.gopool." + n));
    stream.onEvent(
        e -> {
          if (e.getEventType().getName().startsWith("io.gopool.")) {
            events.add(e);
          }
        });
    stream.setReuse(false); // they are kept
    stream.startAsync();
  }

  private List<RecordedEvent> stop(String name) {
    if (!stopped) {
      stopped = true;
      stream.stop();
    }
    return events.stream()
        .filter(e -> e.getEventType().getName().equals("io.gopool." + name))
        .toList();
  }

  private static List<RecordedEvent> of(WorkerPool pool, List<RecordedEvent> all) {
    return all.stream().filter(e -> e.getString("pool").equals(pool.name())).toList();
  }

  @Test
  void taskThatRanIsRecorded() throws Exception {
    WorkerPool pool = pool(1);
    record("TaskRun");
    pool.submit("good", () -> pool.submit("inner", () -> 1).get()).get();
    Future<?> bad =
        pool.submit(
            "bad",
            () -> {
              throw new IllegalStateException("planned");
            });
    assertThrows(ExecutionException.class, bad::get);
    pool.close();
    List<RecordedEvent> runs = of(pool, stop("TaskRun"));
    assertEquals(
        List.of("inner SUCCESS", "good SUCCESS", "bad FAILURE"),
        runs.stream().map(e -> e.getString("task") + " " + e.getString("outcome")).toList());
    RecordedEvent inner = runs.getFirst();
    RecordedEvent outer = runs.get(1);
    assertFalse(inner.getStartTime().isBefore(outer.getStartTime()));
    assertFalse(inner.getEndTime().isAfter(outer.getEndTime()));
    assertEquals(inner.getThread().getId(), outer.getThread().getId());
    assertEquals(
        IllegalStateException.class.getName(), runs.getLast().getClass("failure").getName());
  }

  @Test
  void taskThatWaitedIsRecorded() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 1);
    record("TaskWait");
    Blocker first = startBlocker(pool);
    pool.execute("second", () -> {});
    first.letGo();
    pool.close();
    List<RecordedEvent> waits = of(pool, stop("TaskWait"));
    assertEquals(
        List.of(Blocker.class.getName(), "second"),
        waits.stream().map(e -> e.getString("task")).toList());
    assertTrue(waits.getLast().getDuration("waited").toNanos() > 0);
    assertEquals(Thread.currentThread().threadId(), waits.getLast().getLong("submitterId"));
  }

  @Test
  void shortTasksAreBelowTheThresholds() throws Exception {
    WorkerPool pool = pool(1);
    stream.enable("io.gopool.TaskRun").withThreshold(Duration.ofHours(1));
    stream.enable("io.gopool.TaskWait").with("waitThreshold", "1 h");
    stream.onEvent(events::add);
    stream.setReuse(false); // they are kept
    stream.startAsync();
    pool.submit(() -> 1).get();
    pool.close();
    assertEquals(List.of(), of(pool, stop("TaskRun")));
    assertEquals(List.of(), of(pool, stop("TaskWait")));
  }

  @Test
  void blockedSubmitterIsRecordedWithItsStack() throws Exception {
    WorkerPool pool = pool(1);
    record("SubmitBlocked");
    Blocker first = startBlocker(pool);
    Caller<Void> blocked = blockedSubmitter(pool, () -> {});
    first.letGo();
    blocked.result();
    pool.close();
    RecordedEvent event = of(pool, stop("SubmitBlocked")).getFirst();
    assertTrue(event.getBoolean("admitted"));
    assertTrue(event.getDuration().toNanos() > 0);
    assertTrue(
        event.getStackTrace().getFrames().stream()
            .anyMatch(f -> f.getMethod().getName().equals("execute")));
  }

  @Test
  void livesOfWorkersAndResizesAreRecorded() throws Exception {
    WorkerPool pool = pool(1);
    record("WorkerSpawn", "WorkerRetire", "Resize");
    pool.submit(() -> 1).get();
    pool.resize(3);
    pool.close();
    RecordedEvent resize = of(pool, stop("Resize")).getFirst();
    assertEquals(1, resize.getInt("from"));
    assertEquals(3, resize.getInt("to"));
    assertEquals(1, of(pool, stop("WorkerSpawn")).size());
    assertEquals("SHUTDOWN", of(pool, stop("WorkerRetire")).getFirst().getString("reason"));
  }

  @Test
  void handoffIsRecorded() throws Exception {
    record("Handoff");
    try (GpmScheduler scheduler =
        GpmScheduler.builder("jfr-" + kind).handoffAfter(Duration.ofHours(1)).build()) {
      Thread caller =
          scheduler
              .threadFactory()
              .newThread(
                  () -> {
                    try {
                      GpmScheduler.blocking(() -> 1);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
      caller.start();
      caller.join();
    }
    RecordedEvent event =
        stop("Handoff").stream()
            .filter(e -> e.getString("scheduler").equals("jfr-" + kind))
            .findFirst()
            .orElseThrow();
    assertEquals("BLOCKING", event.getString("cause"));
  }

  @Test
  void poolsAreObservedOnlyWhileARecordingWantsTheirEvents() throws Exception {
    WorkerPool before = pool(1);
    assertTrue(Recordings.get().pools.knows(before));
    try (Recording other = new Recording()) { // of something else
      ALL.forEach(name -> other.disable("io.gopool." + name));
      other.enable("jdk.ThreadStart");
      other.start();
      assertEquals(0, Recordings.get().pools.observed());
      assertEquals(0, Recordings.get().schedulers.observed());
      try (Recording ours = new Recording()) {
        ALL.forEach(name -> ours.disable("io.gopool." + name));
        ours.enable("io.gopool.Resize");
        ours.start();
        assertTrue(Recordings.get().pools.observed() > 0);
        assertEquals(0, Recordings.get().schedulers.observed());
        WorkerPool later = pool(1);
        assertTrue(Recordings.get().pools.knows(later));
      }
      assertEquals(0, Recordings.get().pools.observed());
    }
  }

  /** As {@code jcmd JFR.configure} does: nobody is told of it. */
  @Test
  void eventsThatAreSwitchedOnInARunningRecordingAreWritten() {
    WorkerPool pool = pool(1);
    record();
    assertEquals(0, Recordings.get().pools.observed());
    stream.enable("io.gopool.Resize");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              pool.resize(pool.capacity() + 1);
              return Recordings.get().pools.observed() > 0 && !events.isEmpty();
            });
    stream.disable("io.gopool.Resize");
    await().atMost(Duration.ofSeconds(60)).until(() -> Recordings.get().pools.observed() == 0);
  }

  @Test
  void threadThatLooksEndsWithTheRecording() {
    pool(1);
    record();
    await().atMost(Duration.ofSeconds(60)).until(JfrTest::isLooking);
    stream.close();
    await().atMost(Duration.ofSeconds(60)).until(() -> !isLooking());
  }

  private static boolean isLooking() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(t -> t.getName().equals("gopool-jfr"));
  }

  @Test
  void droppedPoolIsForgottenWhileItIsObserved() {
    record("TaskRun");
    try (LogCapture log = new LogCapture()) {
      WeakReference<WorkerPool> dropped = new WeakReference<>(used());
      eventually(
          () -> {
            System.gc();
            return dropped.get() == null && !log.messages().isEmpty(); // it is warned of
          });
    }
  }

  private WorkerPool used() {
    WorkerPool pool = kind.builder().build(); // not of the fixture's list
    pool.execute(() -> {});
    return pool;
  }

  @Test
  void poolThatHasEndedIsForgottenUntilItIsRebooted() throws Exception {
    WorkerPool pool = pool(1);
    pool.close();
    assertFalse(Recordings.get().pools.knows(pool));
    record("TaskRun");
    pool.reboot();
    assertTrue(Recordings.get().pools.knows(pool));
    pool.submit("again", () -> 1).get();
    pool.close();
    assertEquals(1, of(pool, stop("TaskRun")).size());
  }

  /** Who is told of the end reboots the pool, before the recorder is told of that end. */
  @Test
  void poolIsKnownThoughItsRebootWasToldBeforeItsEnd() {
    AtomicReference<WorkerPool> reboots = new AtomicReference<>();
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public void stateChanged(State from, State to) {
            WorkerPool pool = to == State.CLOSED ? reboots.getAndSet(null) : null;
            if (pool != null) {
              pool.reboot();
            }
          }
        };
    WorkerPool pool = pool(b -> b.capacity(1).observer(observer));
    reboots.set(pool);
    pool.shutdown();
    eventually(() -> pool.state() == State.OPEN);
    pool.execute(() -> {});
    assertTrue(Recordings.get().pools.knows(pool));
  }

  @Test
  void refusedTaskHasNoEvent() throws Exception {
    WorkerPool pool = pool(1);
    record("TaskRun");
    CountDownLatch unused = new CountDownLatch(1);
    Blocker first = startBlocker(pool);
    assertFalse(pool.tryExecute(unused::countDown));
    first.letGo();
    pool.close();
    assertEquals(1, of(pool, stop("TaskRun")).size());
  }

  @Test
  void badWaitThresholdIsRefused() {
    WaitThreshold threshold = new WaitThreshold();
    assertEquals(20_000_000, threshold.nanos());
    threshold.setValue("3 us");
    assertEquals(3_000, threshold.nanos());
    assertEquals("3 us", threshold.getValue());
    assertEquals("2 ms", threshold.combine(Set.of("1 s", "2 ms", "1 h")));
    assertEquals(
        "waitThreshold must be a number and one of ns, us, ms, s, m, h, d, or infinity, was 'soon';"
            + " for instance '20 ms'",
        assertThrows(IllegalArgumentException.class, () -> threshold.setValue("soon"))
            .getMessage());
  }

  @Test
  void poolsWorkWithoutTheFlightRecorder() throws Exception {
    String out =
        ChildJvm.run(UsesAPool.class, "--limit-modules=java.base,java.logging,java.management");
    assertTrue(out.contains("result=42 jfr=false"), out);
    assertFalse(out.contains("instrument"), out);
  }

  @Test
  void waitThresholdIsReadAsTheRecorderWritesIt() {
    WaitThreshold threshold = new WaitThreshold();
    threshold.setValue(Duration.ofMillis(1).toNanos() + " ns"); // EventSettings.withThreshold
    assertEquals(1_000_000, threshold.nanos());
    threshold.setValue("999999999999999999 d");
    assertEquals(Long.MAX_VALUE, threshold.nanos());
    assertEquals("1000000 ns", threshold.combine(Set.of("1 s", "1000000 ns")));
    threshold.setValue("infinity"); // as a threshold of the recorder's own
    assertEquals(Long.MAX_VALUE, threshold.nanos());
    assertEquals("infinity", threshold.combine(Set.of("infinity")));
    assertEquals("1 d", threshold.combine(Set.of("infinity", "1 d")));
  }

  @Test
  void badWaitThresholdOfOneRecordingDoesNotUndoTheOthers() {
    WaitThreshold threshold = new WaitThreshold();
    assertEquals("2 ms", threshold.combine(Set.of("soon", "2 ms", "9999999999999999999 ns")));
    assertEquals("20 ms", threshold.combine(Set.of("soon")));
  }
}
