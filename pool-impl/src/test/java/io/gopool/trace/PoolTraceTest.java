package io.gopool.trace;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.MultiPool;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.core.CoreFixture;
import io.gopool.trace.ParsedTimeline.Slice;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timelines of pools, as they are written. */
@OnEachKind
class PoolTraceTest extends CoreFixture {

  @TempDir Path dir;

  @Test
  void eachTaskIsASliceWithAnArrowFromItsSubmission() throws Exception {
    WorkerPool pool = pool(4);
    PoolTrace trace = PoolTrace.start(pool);
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      submitters.add(
          Caller.run(
              () -> {
                for (int i = 0; i < 100; i++) {
                  pool.execute("outer", () -> pool.execute("inner", () -> {}));
                }
              }));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    eventually(() -> pool.stats().completed() == 600);
    pool.close();
    trace.stop();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    assertEquals(0, timeline.missing);
    assertEquals(0, trace.dropped());
    assertEquals(300, timeline.named("outer").size());
    assertEquals(300, timeline.named("inner").size());
    assertTrue(timeline.flowStarts.size() >= 300, "all but those that ran inline");
    assertEquals(300, timeline.named("submit").size(), "of those who are no workers");
    assertTrue(timeline.processes.containsValue("pool " + pool.name()));
    assertTrue(timeline.instants.contains("spawned"));
    assertTrue(timeline.instants.contains("OPEN to DRAINING"));
  }

  @Test
  void taskThatRunsInlineNestsInItsSubmitter() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    pool.submit("outer", () -> pool.execute("inner", () -> {})).get();
    pool.close();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    Slice outer = timeline.named("outer").getFirst();
    Slice inner = timeline.named("inner").getFirst();
    assertEquals(outer.lane(), inner.lane());
    assertTrue(outer.start() <= inner.start() && inner.end() <= outer.end());
  }

  @Test
  void blockedSubmitterAndIdleWorkerAreSlices() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    Blocker first = startBlocker(pool);
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    Caller<Void> blocked = blockedSubmitter(pool, () -> worker.complete(Thread.currentThread()));
    first.letGo();
    blocked.result();
    eventually(() -> pool.idle() == 1 && LockSupport.getBlocker(worker.get()) != null);
    pool.submit(() -> {}).get();
    pool.close();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    assertEquals(1, timeline.named("blocked").size());
    assertTrue(!timeline.named("idle").isEmpty());
  }

  @Test
  void submitterThatOnceRanATaskItselfKeepsItsArrows() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.callerRuns()));
    PoolTrace trace = PoolTrace.start(pool);
    for (int i = 0; i < 10; i++) {
      pool.submit("passed on", () -> {}).get();
      eventually(() -> pool.running() == 0);
    }
    Blocker blocker = startBlocker(pool);
    pool.execute("inline", () -> {});
    blocker.letGo();
    pool.close();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    assertEquals(1, timeline.named("inline").size());
    assertEquals(11, timeline.named("submit").size());
    assertEquals(11, timeline.flowStarts.size());
  }

  @Test
  void arrowsBeginInTheTaskThatSubmittedThoughItsWorkerRanOneOfAnotherPool() throws Exception {
    WorkerPool outer = pool(1);
    WorkerPool other = pool(b -> b.capacity(1).admission(Admission.callerRuns()));
    PoolTrace trace = PoolTrace.start(outer, other);
    Blocker blocker = blocker();
    outer
        .submit(
            "outer",
            () -> {
              other.submit("first", () -> {}).get();
              eventually(() -> other.running() == 0);
              other.execute("second", blocker);
              blocker.awaitStart();
              other.execute("inline", () -> {}); // in the worker of the outer pool
              blocker.letGo();
              return null;
            })
        .get();
    eventually(() -> outer.running() == 0 && other.running() == 0);
    trace.stop(); // before the workers retire
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    Slice task = timeline.named("outer").getFirst();
    Slice inline = timeline.named("inline").getFirst();
    assertEquals(task.lane().tid(), inline.lane().tid());
    assertTrue(task.lane().pid() != inline.lane().pid());
    assertEquals(1, timeline.named("submit").size(), "of the outer one");
    List<ParsedTimeline.Lane> origins =
        timeline.flowStarts.values().stream().map(ParsedTimeline.Point::lane).toList();
    assertEquals(3, origins.size());
    assertEquals(2, origins.stream().filter(task.lane()::equals).count());
  }

  /** An outer task that was dropped, say. */
  @Test
  void workerOfWhichNoTaskIsKnownSubmitsInASliceOfItsOwn() throws Exception {
    long worker = 7;
    List<Event> events =
        List.of(
            new Event(Event.what(Event.TASK, 0), 10, 20, 0, 0, worker, "early", "w", null),
            new Event(Event.what(Event.TASK, 0), 100, 120, 50, worker, 8, "late", "v", null));
    ParsedTimeline timeline = ParsedTimeline.of(List.of("pool"), events);
    assertEquals(1, timeline.named("submit").size());
    assertEquals(worker, timeline.flowStarts.get(1L).lane().tid());
  }

  @Test
  void outerSliceIsWrittenBeforeTheInnerThatBeginsAtTheSameTime() throws Exception {
    List<Event> events =
        List.of( // as they end
            new Event(Event.what(Event.TASK, 0), 10, 20, 0, 0, 7, "inner", "w", null),
            new Event(Event.what(Event.TASK, 0), 10, 30, 0, 0, 7, "outer", "w", null));
    ParsedTimeline timeline = ParsedTimeline.of(List.of("pool"), events);
    assertEquals(List.of("outer", "inner"), timeline.slices.stream().map(Slice::name).toList());
  }

  @Test
  void oldestAreDroppedAndCounted() throws Exception {
    WorkerPool pool = pool(2);
    PoolTrace trace = PoolTrace.builder().pool(pool).maxEvents(64).start();
    for (int i = 0; i < 1000; i++) {
      pool.execute("task", () -> {});
    }
    pool.close();
    trace.stop();
    int kept = ParsedTimeline.of(trace).named("task").size();
    assertTrue(kept <= 64, () -> kept + " were kept");
    assertTrue(trace.dropped() >= 1000 - 64, () -> trace.dropped() + " were dropped");
    assertEquals(trace.dropped(), ParsedTimeline.of(trace).missing);
  }

  @Test
  void whatGoesOnAtTheStopIsShown() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    Blocker running = blocker();
    pool.execute("running", running);
    running.awaitStart();
    Caller<Void> blocked = blockedSubmitter(pool, () -> {});
    trace.stop();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    assertEquals(OpenTasks.NOTE, timeline.named("running").getFirst().note());
    assertEquals(OpenTasks.NOTE, timeline.named("blocked").getFirst().note());
    running.letGo();
    blocked.result();
  }

  @Test
  void workerThatIsIdleAtTheStopIsASlice() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    pool.execute(() -> worker.complete(Thread.currentThread()));
    eventually(() -> pool.idle() == 1 && LockSupport.getBlocker(worker.get()) != null);
    trace.stop();
    List<Slice> idle = ParsedTimeline.of(trace).named("idle");
    assertEquals(1, idle.size());
    assertEquals(OpenTasks.NOTE, idle.getFirst().note());
    assertEquals(worker.get().threadId(), idle.getFirst().lane().tid());
  }

  @Test
  void workerThatHasGoneIsIdleNoMore() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    pool.execute(() -> worker.complete(Thread.currentThread()));
    eventually(() -> pool.idle() == 1 && LockSupport.getBlocker(worker.get()) != null);
    pool.close();
    trace.stop();
    List<Slice> idle = ParsedTimeline.of(trace).named("idle");
    assertEquals(1, idle.size());
    assertNotEquals(OpenTasks.NOTE, idle.getFirst().note());
  }

  @Test
  void cancelledTaskIsMarked() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    PoolTrace trace = PoolTrace.start(pool);
    startBlocker(pool);
    assertTrue(pool.submit("later", () -> {}).cancel(/* mayInterruptIfRunning= */ false));
    trace.stop();
    assertTrue(ParsedTimeline.of(trace).instants.contains("cancelled: later"));
  }

  @Test
  void nothingIsRecordedAfterTheStop() throws Exception {
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    pool.submit("before", () -> {}).get();
    eventually(() -> pool.idle() == 1);
    trace.stop();
    trace.stop();
    trace.close();
    pool.submit("after", () -> {}).get();
    ParsedTimeline timeline = ParsedTimeline.of(trace);
    assertEquals(1, timeline.named("before").size());
    assertEquals(0, timeline.named("after").size());
  }

  @Test
  void recordingsUnderLoadHold() throws Exception {
    WorkerPool pool = pool(4, /* queueCapacity= */ 8);
    CountDownLatch stop = new CountDownLatch(1);
    List<Caller<Void>> load = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      load.add(
          Caller.run(
              () -> {
                while (stop.getCount() > 0) {
                  Future<?> f = pool.submit("load", () -> pool.submit("part", () -> 1).get());
                  pool.execute("plain", () -> {});
                  f.get();
                }
              }));
    }
    try {
      for (int i = 0; i < 20; i++) {
        try (PoolTrace trace = PoolTrace.builder().pool(pool).maxEvents(5000).start()) {
          long before = pool.stats().completed();
          eventually(() -> pool.stats().completed() > before + 500);
          trace.stop();
          ParsedTimeline.of(trace);
        }
      }
    } finally {
      stop.countDown();
    }
    for (Caller<Void> submitter : load) {
      submitter.result();
    }
  }

  @Test
  void poolsOfAMultiPoolHaveAProcessEach() throws Exception {
    MultiPool multi =
        track(MultiPool.builder("multi").pools(2).each(b -> b.threads(kind.threads())).build());
    PoolTrace trace = PoolTrace.start(multi);
    multi.submit(() -> {}).get();
    multi.close();
    assertEquals(2, ParsedTimeline.of(trace).processes.size());
  }

  @Test
  void anyNameIsWrittenAsItIs() throws Exception {
    String odd = "a \"name\" with \\ and \n and \u0007 and \uD83D\uDE00 and \uD800 and ü";
    WorkerPool pool = pool(1);
    PoolTrace trace = PoolTrace.start(pool);
    pool.submit(odd, () -> {}).get();
    pool.close();
    Path file = dir.resolve("trace.json");
    trace.write(file);
    assertTrue(Files.size(file) > 0);
    assertEquals(1, ParsedTimeline.of(trace).named(odd).size());
    assertThrows(UncheckedIOException.class, () -> trace.write(dir));
  }

  @Test
  void badSettingsAreRefused() {
    WorkerPool pool = pool(1);
    PoolTrace.Builder builder = PoolTrace.builder().pool(pool);
    assertEquals(
        "nothing to record; add a pool or a scheduler before start()",
        assertThrows(IllegalArgumentException.class, () -> PoolTrace.start()).getMessage());
    assertEquals(
        "maxEvents must be in [64, 16777216], was 63; each takes 56 bytes",
        assertThrows(IllegalArgumentException.class, () -> builder.maxEvents(63)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> builder.maxEvents((1 << 24) + 1));
    assertEquals(
        "pool '" + pool.name() + "' was added before; add each once",
        assertThrows(IllegalArgumentException.class, () -> builder.pool(pool)).getMessage());
    assertThrows(NullPointerException.class, () -> builder.pool(null));
    assertThrows(NullPointerException.class, () -> builder.scheduler(null));
    assertThrows(NullPointerException.class, () -> PoolTrace.start((WorkerPool) null));
  }
}
