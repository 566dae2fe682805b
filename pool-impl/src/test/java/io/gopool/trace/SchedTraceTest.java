package io.gopool.trace;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.jfr.ChildJvm;
import io.gopool.jfr.UsesAPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheduler trace line. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedTraceTest {

  private final AtomicLong clock = new AtomicLong(-5_000_000);
  private final List<String> lines = new ArrayList<>();
  private final SchedTrace trace = new SchedTrace(clock::get, lines::add);

  @Test
  void lineTellsOfPoolsAndSchedulers() throws Exception {
    Blocker blocker = new Blocker();
    try (GpmScheduler scheduler = GpmScheduler.builder("reports").processors(2).build();
        WorkerPool fetch = WorkerPool.builder("fetch").capacity(1).queueCapacity(3).build();
        WorkerPool free = WorkerPool.builder("free").unbounded().build()) {
      trace.add(fetch);
      trace.add(free);
      trace.add(scheduler);
      fetch.execute(blocker);
      blocker.awaitStart();
      fetch.execute(() -> {});
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1009));
      trace.write();
      fetch.shutdown();
      trace.write();
      blocker.letGo();
    }
    trace.write();
    String pool = "pool \"fetch\" running=1/1 idle=0 queued=1/3 waiting=0";
    String other = "pool \"free\" running=0/unbounded idle=0 queued=0/0 waiting=0";
    String idle =
        "scheduler \"reports\" ps=2 idleps=2 ms=0 spinningms=0 idlems=0 stuckms=0 gs=0 runqueue=0"
            + " [0 0]";
    assertEquals("SCHED 1009ms: " + pool + " | " + other + " | " + idle, lines.get(0));
    assertTrue(lines.get(1).contains("pool \"fetch\" DRAINING running=1/1"), lines.get(1));
    assertTrue(lines.get(2).startsWith("SCHED 1009ms: scheduler \"reports\" ps=2"), lines.get(2));
  }

  @Test
  void withoutPoolsItSaysSo() {
    trace.write();
    assertEquals(List.of("SCHED 0ms: no pools"), lines);
  }

  @Test
  void droppedPoolIsNotKept() {
    trace.add(closed());
    String text = "no pools";
    do {
      System.gc();
      lines.clear();
      trace.write();
    } while (!lines.getFirst().endsWith(text));
  }

  private static WorkerPool closed() {
    WorkerPool pool = WorkerPool.builder("closed").build();
    pool.close();
    return pool;
  }

  @Test
  void eachPeriodHasALine() {
    SchedTrace periodic =
        new SchedTrace(
            () -> clock.addAndGet(300_000), // as if parking took no time at all
            line -> {
              lines.add(line);
              if (lines.size() == 3) {
                Thread.currentThread().interrupt();
              }
            });
    periodic.run(TimeUnit.MILLISECONDS.toNanos(1));
    assertTrue(Thread.interrupted());
    List<Long> at =
        lines.stream().map(l -> Long.parseLong(l.replaceAll("SCHED (\\d+)ms.*", "$1"))).toList();
    assertEquals(at.stream().distinct().toList(), at, "no two in one period");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "soon", "1.5"})
  void badPeriodIsRefused(String value) {
    assertEquals(
        "io.gopool.schedtrace must be a period of 1 ms or more, in milliseconds, was '"
            + value
            + "'; for instance -Dio.gopool.schedtrace=1000",
        assertThrows(IllegalArgumentException.class, () -> SchedTrace.period(value)).getMessage());
  }

  @Test
  void periodIsInMilliseconds() {
    assertEquals(1000, SchedTrace.period(" 1000 "));
  }

  @Test
  void propertySwitchesItOn() throws Exception {
    String out = ChildJvm.run(WaitsForALine.class, "-Dio.gopool.schedtrace=1");
    assertTrue(out.contains("pool \"child\" running="), out);
  }

  @Test
  void badPropertyIsLoggedOnceAndThereIsNoLine() throws Exception {
    String out = ChildJvm.run(UsesAPool.class, "-Dio.gopool.schedtrace=often");
    assertTrue(out.contains("result=42"), out);
    assertEquals(2, out.split("was 'often'", -1).length, out);
    assertFalse(out.contains("SCHED "), out);
  }

  @Test
  void thereIsNoThreadWithoutTheProperty() {
    WorkerPool.builder("off").build().close();
    assertEquals(Set.of(), threads());
  }

  @Test
  void threadIsThereWhileAPoolOrASchedulerIs() {
    SchedTraceWriter writer = new SchedTraceWriter(trace, TimeUnit.HOURS.toNanos(1));
    WorkerPool pool = WorkerPool.builder("now-and-then").build();
    GpmScheduler scheduler = GpmScheduler.builder("then").build();
    writer.add(pool);
    Set<Thread> first = threads();
    assertEquals(1, first.size());
    pool.close();
    writer.add(scheduler);
    writer.closed(pool);
    assertEquals(first, threads());
    scheduler.close();
    writer.closed(scheduler);
    eventually(() -> threads().isEmpty());

    pool.reboot();
    writer.add(pool);
    Set<Thread> second = threads();
    assertEquals(1, second.size());
    writer.closed(pool); // its former end, told late
    trace.write();
    assertTrue(lines.getLast().contains("now-and-then"), lines::toString);
    assertEquals(second, threads());
    pool.close();
    writer.closed(pool);
    eventually(() -> threads().isEmpty());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("gopool-schedtrace"))
        .collect(Collectors.toSet());
  }
}
